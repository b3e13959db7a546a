"""What other people call our fields: headings in the languages of the region and of those who survey it.

Keys are as `geo.exchange.understand.text_key.text_key` gives them. Words that may mean several things (`date`, `reference`, `number`)
are in no list of a field, but among those that are left for a person to decide.
"""

from __future__ import annotations

from geo.exchange.report.reason import N_
from geo.exchange.understand.text_key import text_key

__all__ = ["ALIASES", "ALT_NAMES", "LANGUAGES", "NAMES", "NOISE", "OF_DATES", "UNDECIDED", "WEAK"]


def _split(text: str, sign: str = "|") -> list[str]:
    return text.split(sign)


_ALIASES = {
    "id": (
        "identifier|site id|siteid|uid|uuid|unique id|monument id|heritage id|record id|asset id|resourceid|resource id|eamena id|eamena number|"
        "primary reference number|idno|id no|unique number|identifikator|identifikasiya nömrəsi|идентификатор|ид|ид объекта|المعرف|معرف|شناسه|"
        "նույնացուցիչ|იდენტიფიკატორი|identifiant|identificador|kennung|kimlik|identificatie"
    ),
    "kind": (
        "kind|type|typ|vrsta|vrsta kulturnog dobra|tip|site type|monument type|feature type|building type|object type|heritage type|historic|category type|categorie|kategorie|"
        "növ|növü|növləri|abidənin növü|abidə növü|tipi|tür|türü|cins|cinsi|eser türü|yapı türü|тип|вид|вид объекта|тип памятника|тип объекта|"
        "вид памятника|видовая принадлежность|типология|النوع|نوع|نوع الموقع|نوع المعلم|نوع اثر|نوع بنا|نوع محوطه|կարգ|տեսակ|տեսակը|տիպ|հուշարձանի տեսակը|"
        "ტიპი|სახეობა|ძეგლის ტიპი|denomination|denominations|type de monument|nature|art|objektart|denkmaltyp|gebäudetyp|gattung|"
        "tipo|tipo de monumento|tipologia|tipología|soort|monumenttype|subtype|fclass|feature code|function|funktion|fonction|site function|"
        "site feature interpretation type|interpretation type|typology|class|classification|monument class|təyinatı|funksiyası|назначение"
    ),
    "built": (
        "built|year built|year erected|erected|date erected|sagrađeno|izgrađeno|vrijeme nastanka|قدمت|yearbuilt|built year|year of construction|construction year|construction date|date of construction|construction|date built|"
        "built in|start date|inception|founded|foundation date|dating|period|periods|century|centuries|age|era|epoch|cultural period|site period|"
        "chronology|tikilmə tarixi|tikilmə ili|tikilib|inşa tarixi|inşa ili|tarixi dövr|dövr|dövrü|əsr|əsri|yapım yılı|yapım tarihi|inşa yılı|yüzyıl|dönem|dönemi|"
        "tarihlendirme|дата постройки|год постройки|построен|построено|постройка|дата создания|время создания|время постройки|время возникновения|"
        "год создания|датировка|век|века|период|эпоха|время возникновения или дата создания|تاريخ البناء|سنة البناء|تاريخ الإنشاء|القرن|الفترة|الحقبة|"
        "تاریخ ساخت|سال ساخت|قرن|دوره|دوره تاریخی|կառուցված|կառուցման տարեթիվ|ժամանակաշրջան|դար|դարաշրջան|թվագրում|აგების თარიღი|თარიღი|საუკუნე|პერიოდი|"
        "datation|date de construction|siècle|époque|période|siecle de la campagne principale de construction|baujahr|bauzeit|datierung|jahrhundert|"
        "epoche|erbaut|zeitstellung|fecha de construcción|año de construcción|siglo|época|periodo|bouwjaar|datering|secolo|epoca|datazione"
    ),
    "condition": (
        "condition|condition grade|condizione|condizioni|stanje|site condition|current condition|physical condition|overall condition|overall condition state|"
        "overall condition state type|condition state|state of conservation|conservation state|conservation status|state of preservation|preservation|"
        "damage|damage level|damage grade|damage class|damage severity|damage status|vəziyyət|vəziyyəti|fiziki vəziyyəti|texniki vəziyyəti|"
        "hazırkı vəziyyəti|mövcud vəziyyəti|mühafizə vəziyyəti|durum|durumu|korunma durumu|mevcut durumu|hasar durumu|состояние|"
        "техническое состояние|физическое состояние|состояние объекта|состояние памятника|сохранность|степень сохранности|الحالة|حالة الحفظ|حالة الموقع|"
        "حالة المبنى|الحالة الراهنة|وضعیت|وضعیت بنا|վիճակ|վիճակը|պահպանվածություն|պահպանվածության վիճակ|მდგომარეობა|état|état de conservation|"
        "état sanitaire|zustand|erhaltungszustand|bauzustand|estado|estado de conservación|stato di conservazione|toestand|staat"
    ),
    "condition_on": (
        "condition date|date of condition|survey date|date of survey|surveyed|surveyed on|inspection date|date of inspection|inspected|visit date|date visited|"
        "date of visit|visited|assessment date|date of assessment|assessed|observation date|observed|date observed|field visit date|"
        "last visited|checked|baxış tarixi|müayinə tarixi|yoxlama tarixi|дата осмотра|дата обследования|дата проверки|дата посещения|"
        "تاريخ الزيارة|تاريخ المسح|تاريخ التقييم|تاریخ بازدید|այցի ամսաթիվ|date de visite|date de constat|date du relevé|"
        "erhebungsdatum|begehung|besuchsdatum|fecha de visita|fecha de inspección|inceleme tarihi|tespit tarihi|ziyaret tarihi"
    ),
    "condition_method": "method|survey method|assessment method|recording method|metod|üsul|метод|метод обследования|الطريقة|روش|méthode|methode|método|yöntem|assessment activity type",
    "condition_by": (
        "surveyor|surveyed by|inspector|inspected by|assessor|assessed by|assessment investigator|recorded by|recorder|investigator|observer|observed by|"
        "müfəttiş|tədqiqatçı|baxışı keçirən|кто осматривал|обследовал|инспектор|осмотр провел|الباحث|المفتش|بازدیدکننده|enquêteur|bearbeiter|inceleyen"
    ),
    "condition_certainty": "condition certainty|damage certainty|certainty of condition",
    "location_certainty": (
        "location certainty|location accuracy|position certainty|positional accuracy|confidence|location confidence|geometry certainty|"
        "точность местоположения|mövqenin dəqiqliyi|دقة الموقع|précision de la localisation|lagegenauigkeit"
    ),
    "uncertainty_m": "uncertainty|accuracy m|accuracy metres|accuracy meters|position accuracy|gps accuracy|horizontal accuracy|hdop m|coordinate uncertainty in meters|погрешность|dəqiqlik m|genauigkeit m",
    "district": (
        "district|rayon|rayonu|inzibati rayon|yerləşdiyi rayon|yerləşdiyi rayon şəhər|районы|район|административный район|муниципальный район|county|county or parish|municipality|županija|općina|municipal district|adm2|admin2|"
        "ilçe|ilçesi|شهرستان|القضاء|المنطقة|المديرية|قضاء|شهر ستان|շրջան|շրջանը|մարզ|რაიონი|მუნიციპალიტეტი|landkreis|kreis|bezirk|gemeinde|commune|"
        "département|municipio|comarca|provincia|gemeente|comune|tuman|shahristan|raion|область район"
    ),
    "settlement": (
        "settlement|city or town|town or city|mjesto|naselje|grad|مدينة|قرية|بلدة|village|town|city|locality|place|nearest settlement|nearest town|nearest village|kənd|kəndi|yaşayış məntəqəsi|şəhər|şəhəri|qəsəbə|köy|köyü|"
        "mahalle|yerleşim|село|деревня|город|населенный пункт|населённый пункт|нп|местоположение населенный пункт|القرية|المدينة|البلدة|روستا|شهر|آبادی|"
        "գյուղ|համայնք|բնակավայր|քաղաք|სოფელი|ქალაქი|დასახლება|ort|ortschaft|ortsteil|dorf|stadt|village ou ville|ville|localité|localidad|pueblo|ciudad|"
        "woonplaats|plaats|località"
    ),
    "note": (
        "note|notes|opis|napomena|remark|remarks|comment|comments|description|desc|descr|short description|general description|history|summary|abstract|details|"
        "additional information|info|qeyd|qeydlər|təsvir|təsviri|tarixi məlumat|əlavə məlumat|şərh|açıqlama|açıklama|not|notlar|tanım|"
        "примечание|примечания|комментарий|описание|краткое описание|краткие сведения|сведения|дополнительно|ملاحظات|ملاحظة|الوصف|وصف|نبذة|توضیحات|شرح|یادداشت|"
        "նշում|նշումներ|նկարագրություն|ծանոթագրություն|შენიშვნა|აღწერა|remarque|remarques|observations|commentaire|historique|"
        "bemerkung|bemerkungen|beschreibung|anmerkung|kommentar|nota|notas|observaciones|descripción|descripcion|descrizione|opmerking|opmerkingen|omschrijving"
    ),
    "source": (
        "source|sources|src|data source|source url|source link|source title|information source|information resource|citation|bibliography|references cited|"
        "mənbə|mənbələr|ədəbiyyat|kaynak|kaynakça|источник|источники|источник данных|источник информации|библиография|литература|المصدر|المصادر|"
        "مصدر|المراجع|منبع|منابع|ماخذ|աղբյուր|աղբյուրներ|գրականություն|წყარო|წყაროები|sources documentaires|bibliographie|quelle|quellen|literatur|quellenangabe|"
        "fuente|fuentes|bibliografía|fonte|bron|bronnen"
    ),
    "designation": (
        "designation|heritage designation|designation type|register|register name|list|listing|list name|inscription|protection list|heritage list|scheme|"
        "reyestr|siyahı|реестр|список|перечень|السجل|القائمة|ثبت ملی|ցանկ|protection juridique|schutzkategorie"
    ),
    "designation_level": (
        "grade|listing grade|importance|level of importance|importance level|significance|protection|protection level|protection category|heritage status|protection status|"
        "level of protection|əhəmiyyət|əhəmiyyəti|əhəmiyyət dərəcəsi|dərəcəsi|mühafizə dərəcəsi|koruma grubu|koruma derecesi|охранная категория|"
        "категория охраны|категория|категория историко культурного значения|категория ику|значение|охранный статус|статус охраны|الأهمية|درجة الأهمية|درجة الحماية|اهمیت|"
        "նշանակություն|նշանակությունը|მნიშვნელობა|კატეგორია|niveau de protection|nature de la protection|schutzstatus|"
        "denkmalstatus|nivel de protección|grado de protección|categoría"
    ),
    "register_id": (
        "register id|register no|register number|registry number|registration number|reg no|list entry|listentry|list entry number|inventory number|"
        "inventory no|inventar nömrəsi|reyestr nömrəsi|siyahı nömrəsi|qeydiyyat nömrəsi|envanter no|envanter numarası|tescil no|номер в реестре|"
        "реестровый номер|номер по реестру|учетный номер|учётный номер|инвентарный номер|регистрационный номер|номер реестра|رقم السجل|رقم التسجيل|شماره ثبت|"
        "պետական ցուցիչ|հաշվառման համար|რეესტრის ნომერი|numéro d inventaire|inventarnummer|denkmalnummer|denkmal nr|aktennummer|"
        "número de registro|número de inventario|rijksmonumentnummer|monumentnummer|nhle id|smr number|she number"
    ),
    "listed_on": (
        "listed on|list date|listdate|listing date|date listed|date of listing|listed|designation date|date designated|date of designation|inscription date|date inscribed|"
        "date of inscription|year inscribed|registration date|date of registration|tescil tarihi|siyahıya alınma tarixi|qeydiyyat tarixi|"
        "дата постановки на охрану|дата включения в реестр|дата регистрации|تاريخ التسجيل|تاریخ ثبت|date de protection|date d inscription|unterschutzstellung|"
        "fecha de declaración|date et typologie de la protection"
    ),
    "designation_document": (
        "legal document|document|decision|decree|order no|legal act|qərar|qərar nömrəsi|решение|постановление|документ о постановке на охрану|документ|"
        "القرار|مرسوم|որոշում|arrêté|bescheid|karar no|karar"
    ),
    "access": "access|access status|accessibility|public access|visiting|open to public|giriş|ziyarət|доступ|доступность|الوصول|دسترسی|accès|zugang|zugänglichkeit|acceso",
    "access_authority": "access authority|permit authority",
    "sensitivity": "sensitivity|sensitive|confidentiality|publicity|məxfilik|конфиденциальность|sensibilité",
    "visit_minutes": "visit minutes|visit duration|visit duration min|duration of visit|visit time min|ziyarət müddəti|длительность посещения",
    "part_of": "part of|parent|parent site|parent id|belongs to|ensemble|complex|kompleks|ансамбль|комплекс|входит в|جزء من|partie de|teil von|parte de",
    "geometry_role": "geometry role|geometry represents|location type|geom role",
    "extent": "extent|damage extent|damage extent type|extent of damage|percent damaged|zədə dərəcəsi|площадь повреждения|степень повреждения",
    "threat": "threat|threats|threat category|threat type|threats type|risk|risks|danger|təhlükə|təhdid|risklər|tehdit|угроза|угрозы|риски|التهديدات|تهدید|սպառնալիք|საფრთხე|menace|menaces|gefährdung|amenaza|bedrohung",
    "recommendation": "recommendation|recommendations|recommended action|tövsiyə|tövsiyələr|öneri|рекомендация|рекомендации|التوصيات|توصیه|առաջարկություն|recommandation|empfehlung|recomendación",
    "restoration": "restoration|restored|conservation works|restoration works|bərpa|bərpası|restavrasiya|restorasyon|реставрация|реставрирован|ترميم|الترميم|مرمت|վերականգնում|რესტავრაცია|restauration|restauración|restaurierung",
    "priority": "priority|priority level|prioritet|приоритет|الأولوية|اولویت|priorité|priorität|prioridad|öncelik",
    "trend": "trend|condition trend|tendency|тенденция|динамика|tendance",
    "identification": "identification|attribution|identified as",
    "event": "event|events|incident",
    "identifier:wikidata": "wikidata|wikidata id|wikidata item|wd item|wd id|wdid|wd|qid|q id|item",
    "identifier:osm": "osm id|osmid|osm",
    "identifier:unesco": "unesco id|whs id|world heritage id|unesco number|whc id|ref whc",
    "identifier:geonames": "geonames|geonames id|geonameid",
    "lon": (
        "lon|long|lng|longitude|longitude wgs84|lon wgs84|x|x coord|xcoord|x coordinate|coord x|coordx|point x|pointx|pos x|easting|eastings|east|utm e|utm x|utm easting|"
        "geo longitude|decimal longitude|decimallongitude|longitude decimal|geometry x|gps lon|gps longitude|gps x|koordinat x|uzunluq|uzunluq dairəsi|şərq uzunluğu|"
        "coğrafi uzunluq|boylam|doğu|долгота|вд|в д|восточная долгота|координата x|خط الطول|طول|إحداثي س|الإحداثي السيني|س|طول جغرافیایی|երկայնություն|երկ|"
        "გრძედი|längengrad|geographische länge|länge|longitud|longitudine|rechtswert|ostwert|lengtegraad|xkoord"
    ),
    "lat": (
        "lat|latitude|latitude wgs84|lat wgs84|y|y coord|ycoord|y coordinate|coord y|coordy|point y|pointy|pos y|northing|northings|north|utm n|utm y|utm northing|"
        "geo latitude|decimal latitude|decimallatitude|latitude decimal|geometry y|gps lat|gps latitude|gps y|koordinat y|enlik|en dairəsi|şimal enliyi|coğrafi enlik|enlem|"
        "kuzey|широта|сш|с ш|северная широта|координата y|خط العرض|عرض|إحداثي ص|الإحداثي الصادي|ص|عرض جغرافیایی|լայնություն|լայն|განედი|"
        "breitengrad|geographische breite|breite|latitud|latitudine|hochwert|nordwert|breedtegraad|ykoord"
    ),
    "position": (
        "position|coordinates|coordinate|coord|coords|coordinate location|coordinate location p625|location coordinates|gps|gps coordinates|gps position|lat lon|latlon|lat long|latlong|latlng|lat lng|"
        "geo point|geo point 2d|geopoint|geolocation|koordinat|koordinatlar|koordinatları|konum|mövqe|mövqeyi|координаты|координата|координаты объекта|gps координаты|"
        "الإحداثيات|إحداثيات|مختصات|مختصات جغرافیایی|կոորդինատներ|կոորդինատ|კოორდინატები|coordonnées|coordonnées géographiques|koordinaten|coordenadas|coordinate gps|coördinaten"
    ),
    "wkt": "wkt|geom|geometry|the geom|wkt geom|geom wkt|geometry wkt|wkt geometry|shape wkt|geometria|geometrie|ewkt|footprint wkt",
}  # fmt: skip

NAMES: dict[str, tuple[str, ...]] = {
    text_key(word): languages
    for languages, words in (
        ((), "name|names|title|label|site name|sitename|monument name|monument|site|property name|feature name|place name|placename|object name|building name|display name|"
             "custom name|official name|full name|primary name|asset name|heritage name|resource name|resource|name of site|name of monument|name of the monument|name of object|nam|"
             "item label|itemlabel|benennung|bezeichnung|objekt|nome|denominazione|tico|namn|navn|name of property|place label"),
        (("az", "tr"), "ad|adı|adi|abidənin adı|abidə adı|eserin adı|eser adı|yer adı"),
        (("az",), "adlar|abidə|abidənin adi|abidənin adlandırılması|adlandırılması|obyektin adı|tarixi abidənin adı|abidələrin adı"),
        (("tr",), "isim|ismi|yapı adı|yapının adı|anıt adı|anıtın adı|eser|taşınmaz adı|varlık adı"),
        (("ru",), "название|наименование|имя|назв|наим|название памятника|наименование памятника|название объекта|наименование объекта|памятник|объект|объект культурного наследия|"
                  "наименование объекта культурного наследия"),
        (("uk",), "назва|найменування|назва памятки|назва обєкта"),
        (("ar",), "الاسم|الإسم|اسم الموقع|اسم المعلم|اسم المبنى|الموقع|المعلم|اسم الاثر|اسم الموقع الاثري"),
        (("fa", "ar"), "اسم"),
        (("fa",), "نام|نام اثر|نام بنا|عنوان اثر|نام محوطه"),
        (("hy",), "անուն|անունը|անվանում|անվանումը|հուշարձանի անվանումը|հուշարձան|anun|anuna|anunə|anuny"),
        (("ka",), "სახელი|სახელწოდება|დასახელება|ძეგლის სახელი|ძეგლის დასახელება|ძეგლი"),
        (("fr",), "nom|nom du monument|nom du site|intitulé|appellation|appellation courante|titre courant|libellé"),
        (("es",), "nombre|nombre del monumento|denominación|nombre del bien|título"),
        (("de",), "name des denkmals|objektname|objektbezeichnung"),
        (("nl",), "naam|objectnaam"),
        (("hr", "sr"), "naziv|ime"), (("pl",), "nazwa"), (("cs",), "název|nazev"), (("el",), "όνομα|ονομασία"), (("he",), "שם"), (("ro",), "nume|denumire"),
    )
    for word in words.split("|")
}  # fmt: skip
"""Headings of a name, and the languages that call it so; none where several of the world's languages do."""

ALT_NAMES = frozenset(
    map(
        text_key,
        _split(
            "alt name|alt names|altname|altnames|alternative name|alternative names|alternate name|alternate names|other name|other names|othername|also known as|aka|"
            "name variants|variant name|former name|old name|historic name|synonyms|digər adı|digər adları|başqa adı|diğer adı|diğer adları|другие названия|"
            "другое название|альтернативное название|прежнее название|варианты названия|أسماء أخرى|اسم آخر|نام دیگر|نام های دیگر|այլ անվանում|այլ անուններ|სხვა სახელი|"
            "autre nom|autres noms|anderer name|andere namen|alias|otros nombres|otro nombre"
        ),
    )
)  # fmt: skip
"""Headings of more names."""

LANGUAGES: dict[str, str] = {
    text_key(word): code
    for code, words in {
        "az": "az aze azb azj azeri azerbaijani azərbaycanca azərbaycan азербайджанский азерб آذری", "en": "en eng english ingilis ingiliscə английский англ الإنجليزية انگلیسی",
        "ru": "ru rus russian rusca rus русский рус الروسية روسی", "hy": "hy arm hye armenian erməni ermənicə армянский арм", "tr": "tr tur turkish türkçe türkcə turk турецкий",
        "ar": "ar ara arb arabic العربية عربي ərəb арабский", "fa": "fa fas per pes persian farsi فارسی персидский", "ka": "ka kat geo georgian gürcü грузинский",
        "fr": "fr fra fre french français francais", "de": "de deu ger german deutsch", "es": "es spa spanish español", "it": "it ita italian italiano", "nl": "nl nld dut dutch",
        "pt": "pt por portuguese", "pl": "pl pol polish", "uk": "uk ukr ukrainian ua", "el": "el ell gre greek", "he": "he heb hebrew", "ku": "ku kur kurdish kmr",
        "ckb": "ckb sorani", "lez": "lez", "os": "os oss", "uz": "uz uzb", "kk": "kk kaz kazakh", "tk": "tk tuk", "tg": "tg tgk tajik", "ur": "ur urd urdu", "zh": "zh zho chi chinese cn", "ja": "ja jpn japanese",
        "ko": "ko kor korean", "hi": "hi hin hindi", "sv": "sv swe swedish", "cs": "cs ces czech", "mk": "mk mkd", "bg": "bg bul", "sr": "sr srp", "ro": "ro ron", "hu": "hu hun", "ota": "ota ottoman osmanlıca",
        "la": "la lat latin", "syr": "syr syriac", "vi": "vi vie",
    }.items()
    for word in words.split()
    if word not in ("geo", "lat", "per", "por", "kat", "la")
}  # fmt: skip
"""Words and codes of languages in headings, as BCP 47; those that are words of headings themselves are left out."""

NOISE = frozenset(
    map(
        text_key,
        _split(
            "the of a site sites monument monuments object property heritage asset feature field place building attr attribute col column wgs84 wgs 84 dd dms deg "
            "degrees decimal gps main primary current overall official text value obj item coordinate coordinates coord coords coordenada coordenadas coordonnée koordinat koordinate координата coordinata or and und et "
            "abidə abidənin abidənin obyekt obyektin tarixi eser eserin yapı yapının памятника объекта объект памятник культурного наследия окн الموقع المعلم الأثر اثر بنا "
            "հուշարձանի ձեգլի ძეგლის du de la le monument site des denkmal objekt del monumento bien",
            " ",
        ),
    )
)  # fmt: skip
"""Words that say only what the whole table is about."""

OF_DATES = N_("it may be the date of a building, a survey or an entry")
UNDECIDED: dict[str, str] = {
    text_key(word): why
    for why, words in {
        N_("a row number of a program, which changes with each export"): (
            "objectid|object id|fid|gid|ogc fid|ogr fid|oid|rowid|row id|index|idx|nr|no|n|num|№|№ п п|п п|sıra|sıra no|sıra nömrəsi|s n|sn|serial|serial number|sno|sl no|lfd nr|"
            "م|ردیف|ر م|հ հ|ը|unnamed 0|level 0|feature id|pk|cartodb id|objectid 1|id 0|qc id"
        ),
        N_("it may be a number of a register or a source"): "record number|record no|recordnumber|reference|references|ref|ref no|reference number|link id|key|code|kod|код|الرقم|رقم|number|nummer|номер|nömrə|numéro|número|ref id",
        OF_DATES: "date|dates|tarix|tarixi|tarih|дата|год|التاريخ|تاريخ|تاریخ|ամսաթիվ|year|datum|fecha|il|yıl|سنة|سال|année|jahr|año|timestamp|time",
        N_("it may be the condition, the protection or the access"): "status|state|статус|statusu|الوضع|ստատուս|statut|estatus",
        N_("it may be a kind or a level of protection"): "category|categories|kateqoriya|kateqoriyası|kategori|kategoria|الفئة",
        N_("an address is no source by itself"): "url|link|website|web|web site|homepage|hyperlink|uri|sayt|сайт|ссылка|الرابط|لینک|lien|webseite|wikipedia|wiki|enlace|article|more info|permalink",
        N_("a count or measure, for which there is no field"): (
            "count|n features|total|area|area ha|area hectares|hectares|shape area|shape leng|shape length|st area|st length|perimeter|length|sahə|sahəsi|площадь|المساحة|مساحت|fläche|superficie|"
            "elevation|ele|gps altitude|altitude|height|hündürlük|высота|الارتفاع|höhe|z|z coord|capture scale|zoom|population|amount|cost|score|rating"
        ),
        N_("pictures and documents are not imported"): "image|image url|photo|photos|picture|thumbnail|commonscat|commons|şəkil|fotoşəkil|foto|фото|изображение|الصورة|صورة|تصویر|նկար|media|filename|file|bild|foto url|attachment|video",
        N_("there is no field for it"): (
            "address|street|housenumber|addr street|ünvan|adres|адрес|полный адрес|местонахождение|местоположение|العنوان|آدرس|հասցե|მისამართი|adresse|dirección|"
            "country|states name|country name|ölkə|ülke|страна|البلد|الدولة|کشور|pays|land|país|iso code|iso|region|province|il adı|region name|state name|owner|sahibi|собственник|mülkiyyət|ownership|architect|"
            "memar|архитектор|المعمار|architecte|phone|tel|email|contact|opening hours|ngr|grid reference|amend date|last edited|last edited date|"
            "last edited user|created by|created date|created at|creation date|edited|editor|creator|updated|updated at|last modified|modified|user|globalid|global id|version|changeset|tags|osm type|osm version|"
            "osm timestamp|religion|material|style|layer|colour|color|icon|style url|stroke|fill|geometry type|geom type|srid|crs|datum name|zone|utm zone|language|license|licence|"
            "author|publisher|visible|altitude mode|tessellate|extrude|draw order|begin|end|folder|snippet|sym|cmt|time span|active|deleted|criteria|criteria txt|danger list|secondary dates|"
            "transboundary|rev bis|udnp code|wheelchair|fee|amenity|tourism|building|man made|place of worship|natural|barrier|operator|barcode|qr code|population density|checked by"
        ),
    }.items()
    for word in words.split("|")
}  # fmt: skip
"""Headings that are left for a person to decide, each with the reason."""

WEAK = frozenset(
    map(
        text_key,
        _split(
            "type|typ|tip|tipi|class|classification|function|funktion|fonction|nature|art|denomination|denominations|historic|subtype|feature code|nature|tür|türü|cins|cinsi|"
            "тип|вид|النوع|نوع|կարգ|tipo|soort|x|y|long|east|north|طول|عرض|س|ص|länge|breite|uzunluq|enlik|geom|geometry|position|coordinate|gps|konum|period|age|era|"
            "durum|durumu|الحالة|حالة|وضعیت|état|zustand|estado|staat|damage|restored|access|visiting|item|historic|categorie|kategorie|назначение|təyinatı|dar|дар"
        ),
    )
)  # fmt: skip
"""Headings that stand for their field only if the values say the same."""


def _flat() -> dict[str, str]:
    out: dict[str, str] = {}
    for target, words in _ALIASES.items():
        for word in words.split("|"):
            key = text_key(word)
            if out.setdefault(key, target) != target:
                message = f"{word!r} stands for {out[key]} and for {target}"
                raise ValueError(message)
    return out


def _without_articles(words: dict[str, str]) -> dict[str, str]:
    """Return headings of Arabic without the article too: `المدينة`, `مدينة`."""
    bare = {" ".join(word.removeprefix("ال") for word in key.split()): target for key, target in words.items()}
    return bare | words


ALIASES: dict[str, str] = _without_articles(_flat())
"""Heading to field, to `position`, `wkt`, `source` and the like."""
