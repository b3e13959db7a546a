"""Languages in three letters (ISO 639-3), for formats that want these."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.export.text_joins import looked_up

__all__ = ["ISO_639_3", "three_letters"]

_PAIRS = (
    "aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze ba:bak be:bel bg:bul bi:bis bm:bam bn:ben bo:bod "
    "br:bre bs:bos ca:cat ce:che ch:cha co:cos cr:cre cs:ces cu:chu cv:chv cy:cym da:dan de:deu dv:div dz:dzo ee:ewe el:ell en:eng eo:epo "
    "es:spa et:est eu:eus fa:fas ff:ful fi:fin fj:fij fo:fao fr:fra fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin "
    "ho:hmo hr:hrv ht:hat hu:hun hy:hye hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido is:isl it:ita iu:iku ja:jpn jv:jav ka:kat "
    "kg:kon ki:kik kj:kua kk:kaz kl:kal km:khm kn:kan ko:kor kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin "
    "lo:lao lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya na:nau nb:nob nd:nde ne:nep ng:ndo "
    "nl:nld nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci oj:oji om:orm or:ori os:oss pa:pan pi:pli pl:pol ps:pus pt:por qu:que rm:roh rn:run "
    "ro:ron ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag si:sin sk:slk sl:slv sm:smo sn:sna so:som sq:sqi sr:srp ss:ssw st:sot su:sun "
    "sv:swe sw:swa ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tl:tgl tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd "
    "uz:uzb ve:ven vi:vie vo:vol wa:wln wo:wol xh:xho yi:yid yo:yor za:zha zh:zho zu:zul"
)
ISO_639_3: dict[str, str] = dict(pair.split(":") for pair in _PAIRS.split())
"""Codes of ISO 639-1 and their codes in ISO 639-3 (SIL, iso639-3.sil.org)."""


def three_letters(column: pa.Array) -> pa.Array:
    """Return languages as ISO 639-3 has them; null where nobody says which (`und`), and where there is none.

    Parameters
    ----------
    column
        BCP 47.

    Examples
    --------
    >>> three_letters(pa.array(["az-Arab", "hy", "xmf", "und", None])).to_pylist()
    ['aze', 'hye', 'xmf', None, None]
    """
    text = column.cast(pa.large_string())
    language = pc.list_element(pc.split_pattern(pc.coalesce(text, "und"), "-", max_splits=1), 0)
    is_long = pc.and_(pc.equal(pc.utf8_length(language), 3), pc.not_equal(language, "und"))
    return pc.coalesce(looked_up(language, ISO_639_3), pc.if_else(is_long, language, pa.scalar(None, language.type)))
