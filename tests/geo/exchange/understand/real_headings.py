"""Headings of real lists of monuments, with what their owners say they hold; `-` is no field of ours.

From the configurations of Wiki Loves Monuments (wikimedia/labs-tools-heritage) and of the National Monument Audit
(MonumentLab/national-monument-audit): names of columns only. When they were first tried, before any alias was made from
them, 205 of the 229 of the first list were right by name alone (71 of 83 with a field, 134 of 146 left alone), and after the
misses of the first list were mended 97 of the 107 of the second (36 of 42, 61 of 65).
"""

FIRST = """
az | ID=id|register_id ; ray-iso=- ; municipality=district ; address=- ; name=name:und ; type=kind ; date=-|built ; ref=- ; lat=lat ; lon=lon ; image=- ; commonscat=-
ru | knid=-|id|register_id ; name=name:und ; type=kind ; region=- ; district=district ; districtid=- ; municipality=district|settlement ; munid=- ; address=- ; lat=lat ; long=lon ; image=- ; wiki=- ; wdid=identifier:wikidata ; precise=- ; link=- ; description=note ; year=-|built ; complex=part_of|- ; style=- ; document=designation_document ; author=- ; dismissed=- ; linkextra=- ; knid-new=- ; block=- ; protection=designation_level ; status=- ; uid=id ; document2=-|designation_document
hy | համարանիշ=-|id|register_id ; մարզ=district|- ; համայնք=settlement|district ; հուշարձան=name:hy ; հոդված=- ; նշանակություն=designation_level ; կառուցված=built ; հասցե=- ; լայն=lat ; երկ=lon ; հղում=- ; պատկեր=- ; վիքիպահեստ=- ; նշում=note
fa | شناسه=id ; توضیح=name:fa|note|- ; شهر=settlement ; مکان=-|settlement ; تاریخ ثبت=listed_on ; قدمت=built ; عکس=- ; ISO=- ; استان=-|district ; طول جغرافیایی=lon ; عرض جغرافیایی=lat
ka | state_iso=-
ar | رقم=- ; اسم=name:ar|name:und ; وصف=note ; موقع=-|settlement|name:ar ; مدينة=settlement ; محافظة=district|- ; يحتاج تصريح بالتصوير=- ; دائرة عرض=lat ; خط طول=lon ; صورة=- ; قسم=-
de | ObjektID=-|id|register_id ; Foto=- ; Fotobeschreibung=- ; Commonscat=- ; Name=name:und ; Artikel=- ; Anzeige-Name=-|name:und|name:de ; Adresse=- ; Adresse-Sort=- ; Region-ISO=- ; Katastralgemeinde=-|settlement ; Gemeinde=district|settlement ; Gemeindekennzahl=- ; Bezirk=district ; Bezirkskennzahl=- ; Grundstücksnummer=- ; Status=- ; Beschreibung=note ; Bearbeitungsdatum=- ; Breitengrad=lat ; Längengrad=lon
it | id=id ; monumento=name:it|name:und ; wikivoce=- ; comune=district|settlement ; comune-id=- ; indirizzo=- ; lat=lat ; long=lon ; regione=- ; regione-iso=- ; prov-iso=- ; ente=- ; immagine=- ; comcat=-
es | bic=-|register_id|id ; nombre=name:es ; nombrecoor=- ; tipobic=-|kind ; tipo=kind ; municipio=district|settlement ; lugar=-|settlement ; id_aut=- ; fecha=- ; imagen=- ; categoría-Commons=- ; title=name:und ; CCAA_iso=- ; provincia_iso=-
fr | tri=- ; monument=name:und|name:fr ; région_iso=- ; département_iso=- ; commune=district|settlement ; tri commune=- ; adresse=- ; tri adresse=- ; département=district ; tri département=- ; latitude=lat ; longitude=lon ; titre coordonnées=- ; notice=-|register_id|id ; protection=designation_level ; date=- ; portrait=- ; catégorie commons=-
en | uid=id ; location=-|settlement ; subdivision_iso=- ; grade=designation_level ; architect=- ; show_architect=- ; date_listed=listed_on ; show_listed=- ; completed=built|- ; grid_ref=- ; notes=note ; show_notes=- ; wikidata=identifier:wikidata ; show_wikidata=- ; show_img=- ; upload_desc=- ; reference=- ; show_ref=-
hr | kod=-|id|register_id ; zupanija=-|district ; naziv=name:hr|name:und ; opis=note ; vrsta kulturnog dobra=kind ; pravni status=-|designation ; klasifikacija=kind|- ; sagradjeno=built ; UNESCO=- ; adresa=- ; mjesto=settlement ; grad=settlement ; arhitekt=- ; slika=-
us | recid=-|id ; title=name:und ; address1=- ; city=settlement ; absolute_url=- ; primary_image_url=- ; categories=- ; X=lon ; Y=lat ; number=- ; parkname=- ; Location=- ; dedicated=- ; cast=- ; descrip=note|kind|- ; dimen=- ; sponsor=- ; materials=- ; foundry=- ; fabricator=- ; sculptor=- ; donor=- ; Name2=alt_name:und|- ; MarkerID=id|- ; Subtitle=alt_name:und|- ; Year Erected=built ; Erected By=- ; Latitude (minus=S)=lat ; Longitude (minus=W)=lon ; Street Address=- ; City or Town=settlement ; County or Parish=district ; State or Prov.=- ; Missing=- ; Subjects=- ; Text=-|note ; UniqueID=id ; PropName=name:und ; StreetName=- ; County=district ; DesigStatus=-|designation|designation_level ; ConstructDate=built ; Unique ID=id ; feature_name=name:und ; Honorees=- ; Coordinates=position ; Symbol Type=kind|- ; Symbol Category=- ; Year Dedicated=- ; Year Removed=- ; Tracking Status=-
"""

SECOND = """
ar | دائرة عرض=lat ; خط طول=lon ; وصف=note
es | id=id ; ISO=- ; monumento=name:es|name:und ; municipio=district|settlement ; localidad=settlement ; lat=lat ; long=lon ; dirección=- ; tipo=kind ; monumento_enlace=- ; enlace=- ; monumento_desc=note|- ; monumento_categoría=- ; imagen=-
nl | objrijksnr=-|register_id|id ; prov-iso=- ; woonplaats=settlement ; adres=- ; adres_sort=- ; objectnaam=name:nl|name:und ; type_obj=kind|- ; oorspr_functie=kind|- ; bouwjaar=built ; bouwjaar_sort=- ; architect=- ; architect_sort=- ; cbs_tekst=-|note ; RD_x=lon|- ; RD_y=lat|- ; geo_naam=-|settlement ; commonscat=- ; postcode=- ; buurt=-|settlement ; wd_item=identifier:wikidata
de | Nummer=-|register_id ; Gemeinde=district|settlement ; Ortsteil=settlement ; Adresse=- ; Bezeichnung=name:de|name:und ; Artikel=- ; Beschreibung=note ; Bild=- ; NS=lat ; EW=lon
en | number=- ; region_iso=- ; zone_iso=- ; district=district ; location=-|settlement ; address=- ; description=note
fr | no PBC=-|register_id|id ; photo=- ; description-photo=- ; objet=name:fr|name:und ; objet-affiché=-|name:fr ; catégorie=- ; type=kind ; adresse=- ; adresse-affiché=- ; adresse-affichée=- ; latitude=lat ; longitude=lon ; région-ISO=- ; commune=district|settlement ; canton=-|district
us | COMMON_NAM=alt_name:und|name:und ; CONSTRUCTI=built ; D_DATE=- ; DEMOLISHED=- ; HISTORIC_N=name:und|alt_name:und ; Latitude=lat ; Longitude=lon ; MAKER=- ; MHCN=-|id ; SIGNIFICAN=- ; TOWN_NAME=settlement ; TYPE=kind ; USE_TYPE=-|kind ; NRIS_Refnu=-|register_id|id ; RESNAME=name:und ; ResType=kind|- ; Address=- ; City=settlement ; County=district ; State=- ; Listed_Dat=listed_on ; NARA_URL=- ; indexname=- ; utm_east=lon ; utm_north=lat ; utm_zone=- ; loc_desc=-|note|location_note ; code=- ; year=- ; size=- ; markertext=-|note ; atlas_number=-|id|register_id ; Name=name:und ; Dedicated=- ; Lattitude=lat ; Marker_Typ=kind|- ; Categories=- ; Marker_Tex=-|note
"""
