"""Words of everyday reasons and notes that are family names, too, and the small words between them."""

from __future__ import annotations

_WORDS = """
a able about act added adult after again all allergies allergy also an and another answer any are arm as asked at away
baby bag bank banks bed before best better bird bishop black bled blood blue board bond book both box branch bright
broken brook brown bush but by call called came camp care carpenter case cash chance change check child church clean
clear clinic code cold collapsed cook corner courier court cross day deep doctor done door draw drew drink early east
emergency empty end error evening expired eye fair fall family fast field fine fire first fish fit floor fluid for
ford fox free french friday friend from frost full gave give glass gold good grant grave gray green grey hall hand
hands hard has head heart heavy held help here high hill hold holiday home hope hospital hour house hunt ice in ink
into is it jam joy key keys king knife know lab label lamb lane large last late law lead left less light line little
lock long lord lost lot love low made major man march mark marsh mason may mercer mills missing moment monday month
moon moor moore more morning moss needed new next nice night no noble none north not noted nurse of office old on one
open or order other out over own page paid pain park part parts patient pen person phone place point pool poor post
power press price print proper pulse pump quick rain read ready reason record red repeat rest return rich right ring
road rock room rose round rush safe said sale sample save seen self sent sharp shaw shift ship short shown sick side
sign signed singer site small smart smith snow soon south spare spring star steel step still stock stone stop storm
strange street strong student summer sun sunday sure swift table taken tall taylor team test tests that the then they
this time to tube turned twice two unconscious under up urgent vein wait wall ward warm was water way weak week well
went west wet wheeler while white whole why wife wind winter wise with wolf wood woods work wrong yes yesterday young
"""
COMMON = frozenset(_WORDS.split())
"""By itself such a word names nobody: a clinic with a patient called Long could not write "took too long". Behind a
title, or beside the given name, it does."""
