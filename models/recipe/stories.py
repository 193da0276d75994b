"""The story families: which sentences a problem may be told with.

Knows: English sentences, the sentence of the worked step that belongs to each, and the
operation that each sentence stands for.
Does not know: which numbers go in, how long a problem is, or how it is split or tokenised.

One line a sentence: `kind: sentence of the question | text of the step`.
  open    a starting amount {a}, no operation
  open*   opens with {a} * {b};  open+ with {a} + {b};  open- with {a} - {b}
  + - * / changes the running amount by {b}
  *+ *-   {b} groups of {c}: first the product, then add it to (take it from) the running amount
  noise   a sentence whose number is not needed
  ask     the closing question
{A} is the person of the story, {eq} the equation of the step.
"""

NAMES = ("Ann", "Ben", "Cara", "Dan", "Eva", "Finn", "Gina", "Hugo", "Iris", "Jack", "Kim", "Leo")

TEXT = {
    "apples": """
open: {A} has {a} apples.
open*: {A} has {a} boxes of {b} apples. | The boxes hold {eq} apples.
open+: {A} has {a} red and {b} green apples. | Both colours make {eq} apples.
open-: {A} had {a} apples and ate {b}. | First there are {eq} apples left.
+: {A} buys {b} more. | With the new ones there are {eq} apples.
+: A friend brings {b} apples. | The friend makes it {eq} apples.
-: {A} gives away {b}. | After giving there are {eq} apples left.
-: Then {b} go bad. | Without the bad ones there are {eq} apples left.
*: The harvest makes it {b} times as many. | The harvest makes it {eq} apples.
/: {A} makes {b} equal parts and keeps one. | One part is {eq} apples.
*+: {A} gets {b} bags of {c} apples. | The bags hold {eq} apples. | With the bags there are {eq} apples.
*-: {A} gives {b} friends {c} apples each. | The friends get {eq} apples. | After that there are {eq} apples left.
noise: {A} is {n} years old.
noise: A pear costs {n} cents.
ask: How many apples does {A} have now?
""",
    "bus": """
open: A train leaves with {a} passengers.
open*: A train has {a} cars with {b} passengers each. | The cars hold {eq} passengers.
open+: A train has {a} passengers in front and {b} behind. | Front and back make {eq} passengers.
open-: A train had {a} passengers and {b} left. | First there are {eq} passengers left.
+: At a stop {b} get on. | After the stop there are {eq} passengers.
+: Then {b} people join. | With the new ones there are {eq} passengers.
-: At a stop {b} get off. | After the stop there are {eq} passengers left.
-: Then {b} people leave. | After leaving there are {eq} passengers left.
*: In the city the number grows to {b} times as many. | In the city there are {eq} passengers.
/: They split into {b} equal groups and one group stays. | One group is {eq} passengers.
*+: Then {b} groups of {c} people get on. | The groups are {eq} people. | With the groups there are {eq} passengers.
*-: Then {b} groups of {c} people get off. | The groups are {eq} people. | After that there are {eq} passengers left.
noise: The trip takes {n} minutes.
noise: A ticket costs {n} cents.
ask: How many passengers are on the train now?
""",
    "library": """
open: A library has {a} books.
open*: A library has {a} shelves of {b} books. | The shelves hold {eq} books.
open+: A library has {a} old and {b} new books. | Old and new make {eq} books.
open-: A library had {a} books and sold {b}. | First there are {eq} books left.
+: {A} brings {b} books. | With the new ones there are {eq} books.
+: Readers return {b}. | After the return there are {eq} books.
-: Readers take {b} home. | After that there are {eq} books left.
-: Then {b} books are lost. | Without the lost ones there are {eq} books left.
*: A gift makes it {b} times as many. | The gift makes it {eq} books.
/: They fill {b} equal rooms and we look at one. | One room has {eq} books.
*+: {A} buys {b} boxes of {c} books. | The boxes hold {eq} books. | With the boxes there are {eq} books.
*-: Then {b} readers take {c} books each. | The readers take {eq} books. | After that there are {eq} books left.
noise: The library has {n} chairs.
noise: {A} is {n} years old.
ask: How many books are there now?
""",
    "bakery": """
open: A bakery bakes {a} rolls.
open*: A bakery fills {a} trays with {b} rolls each. | The trays hold {eq} rolls.
open+: A bakery bakes {a} dark and {b} light rolls. | Dark and light make {eq} rolls.
open-: A bakery had {a} rolls and sold {b}. | First there are {eq} rolls left.
+: {A} bakes {b} more. | With the new ones there are {eq} rolls.
+: Another shop sends {b} rolls. | The shop makes it {eq} rolls.
-: {A} sells {b}. | After the sale there are {eq} rolls left.
-: Then {b} rolls burn. | Without the bad ones there are {eq} rolls left.
*: At noon it has {b} times as many. | At noon there are {eq} rolls.
/: The rolls go into {b} equal baskets and one stays. | One basket has {eq} rolls.
*+: {A} bakes {b} trays of {c} rolls. | The trays hold {eq} rolls. | With the trays there are {eq} rolls.
*-: {A} sells {b} bags of {c} rolls. | The bags hold {eq} rolls. | After the sale there are {eq} rolls left.
noise: The oven is {n} years old.
noise: A roll costs {n} cents.
ask: How many rolls are there now?
""",
    "savings": """
open: {A} has {a} coins.
open*: {A} saves {b} coins a week for {a} weeks. | The weeks bring {eq} coins.
open+: {A} has {a} old and {b} new coins. | Old and new make {eq} coins.
open-: {A} had {a} coins and spent {b}. | First there are {eq} coins left.
+: {A} earns {b} coins. | With the pay there are {eq} coins.
+: A friend gives {A} {b}. | The friend makes it {eq} coins.
-: {A} spends {b}. | After that there are {eq} coins left.
-: {A} pays {b} for a book. | After the book there are {eq} coins left.
*: A prize makes it {b} times as many. | The prize makes it {eq} coins.
/: {A} makes {b} equal parts and keeps one. | One part is {eq} coins.
*+: {A} works {b} days for {c} coins each. | The days bring {eq} coins. | With the pay there are {eq} coins.
*-: {A} buys {b} games for {c} coins each. | The games cost {eq} coins. | After that there are {eq} coins left.
noise: {A} is {n} years old.
noise: The bank is {n} minutes away.
ask: How many coins does {A} have now?
""",
    "farm": """
open: A farm has {a} eggs.
open*: On a farm {a} hens lay {b} eggs each. | The hens lay {eq} eggs.
open+: A farm has {a} white and {b} brown eggs. | Both colours make {eq} eggs.
open-: A farm had {a} eggs and sold {b}. | First there are {eq} eggs left.
+: {A} finds {b} more. | With the new ones there are {eq} eggs.
+: A friend brings {b} eggs. | The friend makes it {eq} eggs.
-: {A} sells {b}. | After the sale there are {eq} eggs left.
-: Then {b} eggs break. | Without the bad ones there are {eq} eggs left.
*: In spring it has {b} times as many. | In spring there are {eq} eggs.
/: The eggs go into {b} equal baskets and one stays. | One basket has {eq} eggs.
*+: Then {b} hens lay {c} eggs each. | The hens lay {eq} eggs. | With the hens there are {eq} eggs.
*-: {A} sells {b} boxes of {c} eggs. | The boxes hold {eq} eggs. | After the sale there are {eq} eggs left.
noise: The farm has {n} cows.
noise: The farm is {n} years old.
ask: How many eggs are there now?
""",
    "school": """
open: A school has {a} children.
open*: A school has {a} rooms with {b} children each. | The rooms hold {eq} children.
open+: A school has {a} boys and {b} girls. | Boys and girls make {eq} children.
open-: A school had {a} children and {b} left. | First there are {eq} children left.
+: Then {b} children join. | With the new ones there are {eq} children.
+: {A} brings {b} children. | After that there are {eq} children.
-: Then {b} children go home. | After leaving there are {eq} children left.
-: On a trip go {b}. | Without the trip there are {eq} children left.
*: In the new year it has {b} times as many. | In the new year there are {eq} children.
/: They make {b} equal teams and we look at one. | One team has {eq} children.
*+: Then {b} groups of {c} children join. | The groups are {eq} children. | With the groups there are {eq} children.
*-: Then {b} groups of {c} children go home. | The groups are {eq} children. | After that there are {eq} children left.
noise: The school has {n} teachers.
noise: A lesson takes {n} minutes.
ask: How many children are there now?
""",
    "garden": """
open: {A} plants {a} flowers.
open*: {A} plants {a} rows of {b} flowers. | The rows hold {eq} flowers.
open+: {A} plants {a} red and {b} white flowers. | Both colours make {eq} flowers.
open-: {A} had {a} flowers and sold {b}. | First there are {eq} flowers left.
+: {A} plants {b} more. | With the new ones there are {eq} flowers.
+: A friend brings {b} flowers. | The friend makes it {eq} flowers.
-: {A} picks {b}. | After that there are {eq} flowers left.
-: Then {b} go bad. | Without the bad ones there are {eq} flowers left.
*: In spring there are {b} times as many. | In spring there are {eq} flowers.
/: {A} makes {b} equal parts and keeps one. | One part is {eq} flowers.
*+: {A} plants {b} rows of {c} flowers. | The rows hold {eq} flowers. | With the rows there are {eq} flowers.
*-: {A} gives {b} friends {c} flowers each. | The friends get {eq} flowers. | After that there are {eq} flowers left.
noise: The garden is {n} metres long.
noise: {A} works {n} minutes.
ask: How many flowers does {A} have now?
""",
    "shop": """
open: A shop has {a} pens.
open*: A shop has {a} packs of {b} pens. | The packs hold {eq} pens.
open+: A shop has {a} red and {b} green pens. | Both colours make {eq} pens.
open-: A shop had {a} pens and sold {b}. | First there are {eq} pens left.
+: {A} brings {b} pens. | With the new ones there are {eq} pens.
+: Another shop sends {b}. | The shop makes it {eq} pens.
-: {A} buys {b} of them. | After the sale there are {eq} pens left.
-: Then {b} are lost. | Without the lost ones there are {eq} pens left.
*: In the new year it has {b} times as many. | In the new year there are {eq} pens.
/: The pens go into {b} equal boxes and one stays. | One box has {eq} pens.
*+: The shop gets {b} boxes of {c} pens. | The boxes hold {eq} pens. | With the boxes there are {eq} pens.
*-: The shop sells {b} packs of {c} pens. | The packs hold {eq} pens. | After the sale there are {eq} pens left.
noise: A pen costs {n} cents.
noise: The shop has {n} chairs.
ask: How many pens are there now?
""",
    "factory": """
open: A factory has {a} toys.
open*: A factory makes {b} toys a day for {a} days. | The days bring {eq} toys.
open+: A factory makes {a} cars and {b} dolls. | Cars and dolls make {eq} toys.
open-: A factory had {a} toys and sold {b}. | First there are {eq} toys left.
+: It makes {b} more. | With the new ones there are {eq} toys.
+: Another factory sends {b} toys. | The factory makes it {eq} toys.
-: It sells {b}. | After the sale there are {eq} toys left.
-: Then {b} toys break. | Without the bad ones there are {eq} toys left.
*: At the end of the year it has {b} times as many. | At the end there are {eq} toys.
/: The toys go into {b} equal rooms and we look at one. | One room has {eq} toys.
*+: It makes {b} boxes of {c} toys. | The boxes hold {eq} toys. | With the boxes there are {eq} toys.
*-: It sells {b} boxes of {c} toys. | The boxes hold {eq} toys. | After the sale there are {eq} toys left.
noise: The factory is {n} years old.
noise: A toy costs {n} cents.
ask: How many toys are there now?
""",
    "club": """
open: A club has {a} members.
open*: A club has {a} teams of {b} members. | The teams are {eq} members.
open+: A club has {a} old and {b} new members. | Old and new make {eq} members.
open-: A club had {a} members and {b} left. | First there are {eq} members left.
+: Then {b} people join. | With the new ones there are {eq} members.
+: {A} brings {b} people. | After that there are {eq} members.
-: Then {b} people leave. | After leaving there are {eq} members left.
-: On a trip go {b}. | Without the trip there are {eq} members left.
*: In a year it grows to {b} times as many. | In a year there are {eq} members.
/: They make {b} equal teams and we look at one. | One team has {eq} members.
*+: Then {b} teams of {c} people join. | The teams are {eq} people. | With the teams there are {eq} members.
*-: Then {b} teams of {c} people leave. | The teams are {eq} people. | After that there are {eq} members left.
noise: The club is {n} years old.
noise: A game takes {n} minutes.
ask: How many members are there now?
""",
    "stickers": """
open: {A} has {a} cards.
open*: {A} has {a} packs of {b} cards. | The packs hold {eq} cards.
open+: {A} has {a} old and {b} new cards. | Old and new make {eq} cards.
open-: {A} had {a} cards and lost {b}. | First there are {eq} cards left.
+: {A} finds {b} more. | With the new ones there are {eq} cards.
+: A friend gives {A} {b}. | The friend makes it {eq} cards.
-: {A} gives away {b}. | After giving there are {eq} cards left.
-: Then {b} are lost. | Without the lost ones there are {eq} cards left.
*: A prize makes it {b} times as many. | The prize makes it {eq} cards.
/: {A} makes {b} equal parts and keeps one. | One part is {eq} cards.
*+: {A} buys {b} packs of {c} cards. | The packs hold {eq} cards. | With the packs there are {eq} cards.
*-: {A} gives {b} friends {c} cards each. | The friends get {eq} cards. | After that there are {eq} cards left.
noise: {A} is {n} years old.
noise: A pack costs {n} cents.
ask: How many cards does {A} have now?
""",
    "trip": """
open: {A} rides {a} metres.
open*: {A} rides {a} rounds of {b} metres. | The rounds are {eq} metres.
open+: {A} rides {a} metres and walks {b}. | Both parts make {eq} metres.
open-: {A} had {a} metres to go and walks {b}. | First there are {eq} metres left.
+: Then {A} walks {b} metres more. | With the walk it is {eq} metres.
+: A detour adds {b} metres. | With the detour it is {eq} metres.
-: A short cut saves {b} metres. | After the cut it is {eq} metres.
-: {A} takes a bus for {b} of them. | Without the bus it is {eq} metres.
*: {A} does this {b} times. | All times make {eq} metres.
/: {A} makes {b} equal parts and does one. | One part is {eq} metres.
*+: Then {A} runs {b} rounds of {c} metres. | The rounds are {eq} metres. | With the rounds it is {eq} metres.
*-: The bus takes {A} {b} stops of {c} metres. | The stops are {eq} metres. | Without the bus it is {eq} metres.
noise: {A} drinks {n} glasses of water.
noise: The trip takes {n} minutes.
ask: How many metres does {A} go by foot or bike?
""",
    "cinema": """
open: A cinema sells {a} tickets.
open*: A cinema has {a} rows of {b} seats and sells them all. | The rows bring {eq} tickets.
open+: A cinema sells {a} tickets at noon and {b} at night. | Noon and night make {eq} tickets.
open-: A cinema sold {a} tickets and took {b} back. | First there are {eq} tickets left.
+: Then it sells {b} more. | With the new ones there are {eq} tickets.
+: {A} buys {b} tickets. | With the sale there are {eq} tickets.
-: People return {b}. | After the return there are {eq} tickets left.
-: Then {b} tickets are lost. | Without the lost ones there are {eq} tickets left.
*: In a week it sells {b} times as many. | In a week there are {eq} tickets.
/: They fill {b} equal rooms and we look at one. | One room has {eq} tickets.
*+: Then {b} groups buy {c} tickets each. | The groups buy {eq} tickets. | With the groups there are {eq} tickets.
*-: Then {b} groups return {c} tickets each. | The groups return {eq} tickets. | After that there are {eq} tickets left.
noise: The film takes {n} minutes.
noise: The cinema is {n} years old.
ask: How many tickets are there now?
""",
}


def families():
    """{family: {kind: [(sentence, step text, ...), ...]}}"""
    table = {}
    for family, text in TEXT.items():
        kinds = table[family] = {}
        for line in text.strip().splitlines():
            kind, rest = line.split(": ", 1)
            kinds.setdefault(kind, []).append(tuple(part.strip() for part in rest.split(" | ")))
    return table
