"""Folium maps and pages made from layers. Imports `geo`, never `server`."""
