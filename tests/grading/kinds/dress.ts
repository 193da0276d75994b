// Kinds of dress: wrappers, quotation marks, units, currencies. Rows as in pairs.ts: a row is a class, and no two rows are equal.
import type { AnswerRow } from '../pairs.ts'

export const DRESS: Readonly<Record<string, AnswerRow[]>> = {
  'fonts and wrappers': [
    {
      equal: ['8', '\\textnormal{8}', '\\textsf{8}', '\\texttt{8}', '\\textrm{8}', '\\textup{8}', '\\hbox{8}', '\\mbox{8}', '\\emph{8}', '\\underline{8}', '\\mathtt{8}', '\\mathsf{8}', '\\mathnormal{8}', '\\boldsymbol{8}', '\\bm{8}', '{\\rm 8}', '{\\bf 8}', '\\rm 8', '\\displaystyle 8', '{\\displaystyle 8}', '\\ensuremath{8}', '\\textcolor{red}{8}', '{\\color{blue} 8}', '\\fbox{8}', '\\boxed{\\textbf{8}}', '\\textbf{\\text{8}}'], // prettier-ignore
      not: ['\\textnormal{80}', '\\hbox{-8}', '\\emph{8}8', '\\text{8a}', '\\mathrm{8i}', '8\\mathrm{e}', '{\\rm 88}'],
    },
    { equal: ['8\\quad', '8\\,', '8\\;', '8~', '\\quad 8', '8\\hspace{1cm}', '8\\ ', '8\\!', '8\\hfill', '8'] },
    {
      equal: ['(3,4)', '\\bigl(3,4\\bigr)', '\\Bigl(3,4\\Bigr)', '\\biggl( 3 , 4 \\biggr)', '\\Biggl(3,4\\Biggr)', '\\left(3,4\\right)', '\\big(3,4\\big)', '\\mathopen{(}3,4\\mathclose{)}', '\\text{(3, 4)}', '\\lparen 3,4\\rparen'], // prettier-ignore
      not: ['\\bigl(4,3\\bigr)', '\\bigl[3,4\\bigr]', '\\bigl(3,4\\bigr]', '\\bigl\\{3,4\\bigr\\}'],
    },
    {
      equal: ['\\frac{2}{5}', '{2 \\over 5}', '2 \\over 5', '\\sfrac{2}{5}', '\\nicefrac{2}{5}', '\\cfrac{2}{5}', '\\tfrac25', '\\displaystyle\\frac{2}{5}', '\\textstyle{\\frac25}', '\\mathrm{\\frac{2}{5}}'], // prettier-ignore
      not: ['{5 \\over 2}', '2 \\over 25', '\\sfrac{5}{2}'],
    },
    { equal: ['\\frac{\\sqrt{3}}{2}', '{\\sqrt{3} \\over 2}', '{{\\sqrt 3} \\over {2}}'], not: ['\\sqrt{3 \\over 2}'] },
    { equal: ['\\frac{1}{6}', '{{1 \\over 2} \\over 3}'], not: ['{1 \\over {2 \\over 3}}'] },
    {
      equal: ['Sunday', '\\mathrm{Sunday}', '\\textit{Sunday}', '\\emph{Sunday}', '_Sunday_', '__Sunday__', '*Sunday*', '**Sunday**', '`Sunday`', '"Sunday"', "'Sunday'", '“Sunday”', '‘Sunday’', '``Sunday\'\'', '\\text{“Sunday”}', '\\underline{\\text{Sunday}}', '\\text{Sunday}.', ' sunday '], // prettier-ignore
      not: ['_Saturday_', '"Monday"', 'Sun day light', 'S'],
    },
    {
      equal: ['36', "'36'", '"36"', "\\text{'36'}", "``36''", '“36”', '`36`', '*36*', '\\text{"36"}'],
      not: ["'63'", '3"6'],
    },
    { equal: ['-9', '\\mathbf{-9}', '\\text{-9}', '\\textbf{\\(-9\\)}', '$-9$', '\\mathrm{-}9'], not: ['\\mathbf{9}'] },
    { equal: ['x=11', '\\begin{equation} x=11 \\end{equation}', '\\begin{align*} x &= 11 \\end{align*}', '11'] },
    { equal: ['\\sin\\theta', '\\operatorname{sin}\\theta', '\\mathrm{sin}\\,\\theta'], not: ['\\cos\\theta'] },
  ],
  units: [
    {
      equal: ['14', '14 m', '14 km', '14 mm', '14\\text{ m}', '14\\,\\mathrm{m}', '14\\text{m}', '14 cm^2', '14 \\text{cm}^{2}', '14\\,{\\rm cm}', '14\\text{ cm}^3', '14 cm²', '14cm', '14 km/h', '14km/h', '14 m/s', '14\\text{ m/s}^2', '14 m/s^2', '14 \\frac{\\text{m}}{\\text{s}}', '14\\text{ m}\\cdot\\text{s}^{-1}', '14 N·m', '14 kg·m/s²', '14 ft/s', '14 square meters', '14 sq ft', '14 sq. ft.', '14 cubic inches', '14 square miles per hour', '14 (cm)', '14 [kg]'], // prettier-ignore
      not: [
        '14m',
        '14g',
        '14x',
        '14 x',
        '14 ab',
        '1 4 m',
        '14 m 3',
        '14 m + 2',
        '14\\mathrm{e}',
        '14i',
        '14 pi',
        '14st',
      ],
    },
    { equal: ['21', '21 J', '21 W', '21 V', '21 kJ', '21 MHz', '21 Pa', '21 kPa', '21 mol', '21 cal', '21 K', '21°F', '21 °C', '21^\\circ\\text{C}', '21^{\\circ}', '21 degrees Celsius', '21 deg', '21 kΩ', '21 Ω', '21 ohms', '21 μm', '21 dB', '21 psi'] }, // prettier-ignore
    { equal: ['16', '16 s', '16 h', '16 hr', '16 days', '16 weeks', '16 wks', '16 mo', '16 yrs', '16 years old', '16 seconds', '16 ms', '16 centuries', '16 minutes each'], not: ['16th', '16 minutes ago', '16 days after', '16:00'] }, // prettier-ignore
    { equal: ['23', '23 oz', '23 lb', '23 lbs', '23 g', '23 kg', '23 tons', '23 gallons', '23 gal', '23 mL', '23 L', '23 cups', '23 acres', '23 mi', '23 yd'] }, // prettier-ignore
    { equal: ['19', '19 apples', '19 Apples', '19 red balls', '19 of them', '19 people', '19 men', '19 students.', '19 different ways', '19 possible outcomes', '19 times', '19 times as many', '19 pairs of socks', "19 of the girls' hats", '19\\text{ units}', '19 units squared', '19 votes', '19 a day', '19 miles per gallon'], not: ['19 or more', '19 to 20', '19 more', '19 fewer', '19 below', '19 times 2', '19 April', '19 minus'] }, // prettier-ignore
    { equal: ['6\\sqrt{5}', '6\\sqrt{5} cm', '6\\sqrt{5}\\text{ m}', '6\\sqrt5 square inches', '6\\sqrt{5}\\,\\mathrm{ft}'], not: ['6\\sqrt{5} m', '6\\sqrt{5} x'] }, // prettier-ignore
    {
      equal: ['24\\pi', '24\\pi cm^3', '24\\pi\\text{ cubic units}', '24 pi inches', '24\\pi square feet'],
      not: ['24\\pi r', '24'],
    },
    { equal: ['\\frac{3}{8}', '\\frac{3}{8} cm', '3/8 inches', '\\frac38\\text{ g}', '3/8 of a mile', '\\frac{3}{8} cups'], not: ['\\frac{3}{8} g', '\\frac{3}{8} m', '\\frac38 x'] }, // prettier-ignore
    { equal: ['4+7 m', '7m+4', '4+7m'], not: ['11', '4', '11m'] },
    { equal: ['5x', '5x cm', '5x\\text{ cm}', 'x \\cdot 5 inches'], not: ['5'] },
    { equal: ['n', 'n\\text{ cm}'], not: ['n\\text{ even}', 'n\\text{ apples}', 'n\\text{ is odd}'] },
    { equal: ['n\\text{ even}', 'n \\text{ even}'], not: ['n\\text{ odd}'] },
    { equal: ['(2,3)', '(2,3)\\text{ cm}', '(2\\text{ cm},3\\text{ cm})'] },
    { equal: ['2\\text{ cm}, 9\\text{ cm}', '2, 9', '2 and 9 cm', '9 cm and 2 cm'], not: ['2 cm', '11 cm'] },
    {
      equal: ['3 apples and 4 pears', '4 pears and 3 apples', '3 apples, 4 pears'],
      not: ['3 pears and 4 apples', '3, 4', '7'],
    },
    { equal: ['5 ft 3 in', '5\\text{ ft }3\\text{ in}'], not: ['5 ft', '5', '3', '5 ft 4 in', '15'] },
    { equal: ['2 hours 15 minutes', '2\\text{ hours }15\\text{ minutes}'], not: ['2 hours', '2', '15', '2:15'] },
    { equal: ['y = 13 cm', '13', 'y = 13\\text{ m}', 'h = 13 inches'], not: ['y = 13x'] },
    { equal: ['3mg', 'mg \\cdot 3', '3gm'], not: ['3'] },
    { equal: ['1st', '1\\text{st}'], not: ['1', '1 s', '2nd'] },
    {
      equal: ['11\\%', '11%', '11 %', '11 percent', '11 per cent', '11\\text{ percent}', '11'],
      not: ['0.11', '11\\% of 5', '110%'],
    },
    { equal: ['x > 3\\text{ cm}', 'x>3', '(3,\\infty)'] },
  ],
  currencies: [
    { equal: ['27', '$27', '\\$27', '\\$ 27', '$27.00', '\\text{\\$}27', '27 dollars', '27\\text{ dollars}', 'USD 27', '27 USD', 'US\\$27', '27 US dollars', '£27', '\\pounds 27', '\\textsterling 27', '€27', '27€', '27 €', '\\euro 27', '27 euros', 'EUR 27', 'Rs 27', 'Rs. 27', '\\text{Rs. }27', '₹27', '27 rupees', 'INR 27', '￥27', '¥27', '27 yen', '27 cents', '27¢', '$27 per hour', '$27/hour', '27 dollars each', '27 pesos', '27 bucks'], not: ['$28', '\\$2.7', '27 dollars and 50 cents', '\\$27.50', '$27k', 'R27', '$27 more', '$27-$30'] }, // prettier-ignore
    { equal: ['-27', '-\\$27', '\\$-27', '−$27'], not: ['27'] },
    { equal: ['1250.5', '\\$1,250.50', '$1{,}250.50', '£1,250.50', '1250.50 dollars'], not: ['$1.25', '\\$1,250'] },
    { equal: ['3000000', '\\$3 million', '$3 million dollars', '3 million euros', '£3,000,000'], not: ['$3', '3'] },
    { equal: ['\\$4 \\text{ and } \\$9', '4, 9'], not: ['\\$49', '13'] },
  ],
}
