// Names and symbols of units, as people write them after a number.
// Knows the words. Does not know when a word after a number is one of them (units.ts).

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** In small letters. */
export const UNITS = words(`
  degree degrees deg celsius fahrenheit kelvin kelvins radian radians rad rads steradians percent percentage
  dollar dollars buck bucks cent cents euro euros pound pounds penny pennies pence yen yuan rupee rupees peso pesos franc francs
  usd eur gbp jpy inr cny rmb cad aud chf rs
  unit units point points pt pts time times way ways person people persons
  cm mm km dm nm in inch inches ft foot feet yd yds yard yards mi mile miles meter meters metre metres
  centimeter centimeters centimetre centimetres millimeter millimeters millimetre millimetres
  kilometer kilometers kilometre kilometres microm
  mg kg gram grams gramme grammes kilogram kilograms milligram milligrams lb lbs ounce ounces oz ton tons tonne tonnes microg
  ml cl dl liter liters litre litres milliliter milliliters millilitre millilitres cc gal gallon gallons quart quarts qt
  pint pints cup cups tablespoon tablespoons teaspoon teaspoons tsp tbsp acre acres hectare hectares ha
  ns ms micros sec secs second seconds min mins minute minutes hr hrs hour hours day days wk wks week weeks
  mo mos month months yr yrs year years decade decades century centuries
  mph kph kmh fps rpm bpm hz khz mhz ghz hertz ev kev mev gev joule joules kj mj cal kcal calorie calories
  watt watts kw mw kwh wh newton newtons kn volt volts kv mv amp amps ampere amperes ma ohm kohm ohms
  pa kpa mpa pascal pascals atm psi bar db mol moles bit bits byte bytes kb mb gb tb px dpi
`)

/** Symbols of one letter, as they are written. After a term they are variables. */
export const LETTERS = words('m g s h L l N J W V A K C F')

/** Symbols that may be a product of variables, as in 3mg. */
export const PRODUCTS = words('mg ms pa ma pt pts ha mi cl mo mos cc rs ns')

/** Symbols that are units straight after a digit, too: 12cm. Names of four letters and more are, without standing here. */
export const STRAIGHT = words(
  'cm mm km dm nm kg lb lbs ft oz ml mph kph hz khz mhz ghz kwh kw hr hrs sec secs min mins yr yrs ohm psi db rad usd eur',
)

/** What stands beside units: square feet, miles per hour, cm squared, 3 of them, 5 a day. */
export const FILLERS = words('per square sq squared cubic cu cubed of as a an fl us US')
