"""Words of everyday reasons and notes that are family names, too, and the small words between them."""

from __future__ import annotations

_WORDS = """
a able about act added adult after again all allergies allergy also an and another answer any are arm as asked at away
baby badge bag bags bank banks be bed been before bench best better bird bishop black bled blood blue board bond bone
bones book both box boxes branch bright broken brook brown bush but by call called came camp can care carpenter cart
case cases cash chance change check chest child church clean clear clinic close closed code cold collapsed cook corner
could count counts courier court cross day days deep did do doctor does done door doors dose doses draw drew drink
driver earlier early east emergency empty end error evening expired eye fair fall family fast field fine fire first
fish fit flood floor floors fluid foot for ford form forms found fourth fox free french friday friend from frost full
gave give glass go gold good grant grave gray green grey had hall hand hands hard has have he head heart heavy held
help her here hers high hill him his hold holiday home hope hospital hour hours house hunt ice if in ink into is it
its jam joy just kept key keys king knife know lab label lamb lane laptop large last late later law lead leads left
less letter letters light lights line lines little lock long lord lost lot love low made major man march mark marsh
mason may mercer mills minute minutes missing moment monday month moon moor moore more morning moss must needed needle
new next nice night no noble none noon north not note noted notes number numbers nurse of office old on one only open
or order orders other our out over own pack packs page pages paid pain park part parts patient pen person phone place
point pool poor post power press price print printer proper pulse pump quick rack rain read ready reason record red
repeat rest return rich right ring road rock roof room rooms rose round rush safe said sale sample save scanner school
screen seal second seen self sent shall sharp shaw she shelf shift ship short should shown sick side sign signed since
singer site small smart smith snow so soon south spare spring star steel step still stock stone stop storm strange
street strong student summer sun sunday sure swift table taken tall taylor team test tests than that the their them
then they third this time to too tray trip tube turned twice two unconscious under until up urgent us vein very wait
wall ward warm was water way we weak week weeks well went west wet what wheeler when where which while white who whole
whom why wife will wind winter wise with wolf wood woods work would wrong yes yesterday you young your
"""
COMMON = frozenset(_WORDS.split())
"""By itself such a word names nobody: a clinic with a patient called Long could not write "took too long". Behind a
title, or beside the given name, it does."""
