"""What is written where the journal keeps it, when nobody is meant by it; and family names that a clinic may have."""

from __future__ import annotations

_REASONS = """
call from the ordering clinic
unconscious, allergies needed
took too long, called the lab again
label smeared
label torn off
smeared by alcohol
printed too faint
ribbon ran out
wrong roll in the printer
label stuck on crooked
barcode does not read
tube cracked in the centrifuge
tube dropped at the bench
tube leaked in the bag
bag was open on arrival
hemolysed, drawn again
clotted, needs a new draw
quantity not sufficient
lipemic sample, lab asks again
wrong tube drawn first
lavender instead of blue
courier came late
courier van broke down
courier took the wrong bag
bag left at the front desk
fridge alarm over night
fridge at 9 C since 05:10
freezer door stood open
power cut from 10 to 11
power cut on 3 May
moved to the new fridge
counted twice, both agree
counted by two people
miscounted by one box
box was opened and half used
found behind the shelf
found in room 3
fell off the cart
expired on the shelf
short dated, use first
recalled by mistake
notice withdrawn by the maker
notice names another lot
notice of 12 March 2026
FDA notice Z-1234-2026, class II
supplier called, lot is fine
supplier sends replacements
asked both, reasons are good
asked the lead, all in order
asked her on Monday, was on call
he was on the late shift
she stayed for an emergency
was on call over the weekend
night shift, allowed
training of a new assistant
training session on Tuesday
two new people learn the desk
demo for the auditor
inspection by the state
CAP inspection last week
yearly review
change of system
moving to another system
copy for the insurer, by letter
asked for by letter
asked for at the desk, signed form
request under HIPAA, form signed
subpoena 24-1187
court order received
attorney's letter of 4 June 2026
patient asked for a copy
patient moved away
patient asked to be erased
patient collapsed in the waiting room
pt unconscious, allergies needed
pt fainted during the draw
child cried, second try
hard stick, two tries
vein collapsed
needle stick, source to be tested
exposure of staff, blood tests needed
chest pain in room 2
seizure in the hall
anaphylaxis, history needed
fell in the bathroom
bleeding would not stop
low sugar, 38 mg/dL
potassium 6.8, call the doctor
critical value, call back
result to be read out by phone
doctor wants the result now
doctor on the phone
nurse on the phone, ward 4
call from ward 12
call from the emergency room
call from the hospital lab
call from the pharmacy
insurer on the phone
interpreter needed
relative asks, consent on file
mother asks about the sample
spelling of the name to be checked
name on the tube differs from the order
two orders of one person
twins, compare both
order entered twice
order on the wrong person
date of birth to be corrected
record number to be corrected
number on the label differs
compare with the paper form
compare with the hospital's list
paper from the power cut entered
entered from paper, 2 pages
scanner read it twice
scanner test failed
scanner in room 4 broken
camera out of focus
clock was set back an hour
clock of the laptop was wrong
battery of the laptop empty
laptop stolen from the cart
badge lost on the way home
badge left at home
badge broken in two
PIN forgotten after vacation
PIN typed wrong, gloves on
screen was locked meanwhile
key kept in the safe
key changed as every year
backup to the new disk
disk was full
disk replaced by IT
restored after the flood
water came through the ceiling
fire drill
bomb threat, house cleared
storm, roads closed
snow day, closed at noon
holiday, lab closed
lab closed on Sunday
lab asks for a second tube
lab lost the first one
lab says it never came
lab found it later
lab accepts it at room temperature
sent by taxi
sent with the second trip
sent to the wrong lab
came back unopened
came back with the bag
seal 4471 broken
seal missing
ice pack melted
dry ice gone
arrived warm, 24 C
arrived frozen solid
too old for PT
over 4 hours old
spun too late
not spun
not fasting
fasting since 10 pm
timed draw, 2 h after the dose
dose at 08:00, draw at 10:00
trough level before the next dose
add-on by the doctor
add-on too late
cancelled by the doctor
cancelled by the patient
no show
left before the draw
came back at 3 pm
refused the draw
consent withdrawn
study sample, arm B
study visit 3 of 5
room 5, 5 tubes, 81 mL
shelf 5/5
lot 70010 is wet, 2 of 14
lot A1234 of the gloves
lot 240515 short by 2 boxes
lot NG4251 is held back
van was late, order came wet
order 20260512 came twice
order PO-10293 short by one case
invoice 881203 does not match
price differs from the quote
par raised for flu season
flu season
back to school physicals
vaccine day, 200 doses
vaccine clinic at the school
over all it went well
in all three rooms
as her shift ended
to ask again at noon
on hand 6, on order 0
one more label for the second tube
long wait, a tube broke
Took long. A tube was left.
Long line, J hook broken
e.g. long tubes do not fit
a young child, small tube
young pt, small vein
old black ink does not hold
green top, not red
the brown box in the corner
white cap, not yellow
gray top for sugar
park it at the back door
hall light is out, could not read
bishop road is closed
rich text lost in the fax
may be late, may be lost
all good so far
will be asked again
drawn at bedside by day shift
drawn from the left arm
drawn from the line
hand vein, butterfly
"""
REASONS = tuple(line for line in _REASONS.split("\n") if line)
"""Of all that is asked for a reason: reprints, recalls, looks at a patient, reviews, copies, erasures."""
_FAMILIES = """
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson
Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young
Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter
Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers
Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez
Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez Powell
Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Fisher Vasquez Simmons Romero Jordan Patterson
Alexander Hamilton Graham Reynolds Griffin Wallace West Cole Hayes Chen Li Ng Wu Yu Xu Vo Le Do An He Ho Hu Ma Mo Ha
Go So To Day May Case Page Bond Lamb Rich Dean Pope Fox Wolf Swan Hart Rose Lane Field Stone Rivers Banks Holmes
Waters Summers Winters Weeks Noon Doe Coates Wells Burns Payne Paine Hand Foot Head Legg Shaw Snow Frost Rain Fields
Gates Poole Dock Temple Shelf Seal Pack Box Street Carr Carter Mason Tyler Porter Potter Carpenter Barber Abbott
Castle Cannon Driver Glover Shore Best Speed Strong Sharp Hardy Hope Grace Faith Love Joy Merry Noble Major Sergeant
Judge Law Self Child Mann Guy Boys Ladd Maiden Wise Savage Moody Blank Blood Bones Tube Park Parks Bush Moss Reid Hood
Holder Asher Forman Norman Holden Inman Tobin Overall Fuller Second Early Lately Power Cutter Counts Close Fine Toney
Frankland Bishop Deacon Priest Lord Prince Duke Earl Knight Squire Butcher Ball Bean Rice Bacon Berry Peck Ferry Pool
Waite Booker Reader Wray Tracy Bright Light Dark Black Redd Roof Flood Storm Seed Root Branch Leaf Cash Penny Pound
Marks Mark Post Camp Cross Church Chappell School College Marsh Lake Brook Ford Bridges Rhodes Way Wray Line Lines
Cord Twine Dial Dose Finch Crane Drake Hawk Hawkins Peacock Crow Wren Bird Byrd Lyon Bear Bull Steed Colt Kidd Lockett
Keyes Lockhart Doctor Nurse Cooke Crouch Short Shorter Small Little Biggs Mickle Strange Newman Newby Oldman Freeman
Goodman Gorman Bateman
"""
FAMILIES = tuple(_FAMILIES.split())
"""The most frequent in the United States, the short ones, and those that are words of work."""
