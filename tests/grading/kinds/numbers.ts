// Kinds of numbers: how digits are written, words, digits that repeat, powers and roots, counting, functions.
import type { AnswerRow } from '../pairs.ts'

export const NUMBERS: Readonly<Record<string, AnswerRow[]>> = {
  'written digits': [
    { equal: ['4500', '4,500', '4 500', '4\u2009500', '4\u202f500', '4\u00a0500', '4{,}500', '4{, }500', '4,\\!500', '4\\,500', '4\\;500', '4~500', "4'500", '４５００', '4500.0', '4.5e3', '4.5E3', '4.5e+3', '4.5×10³', '4.5 \\times 10^{3}', '4.5x10^3', '4.5·10^3', '4.5\\cdot10^3', '04500', '+4500', '(4500)', '4500.'], not: ['4.500', '45', '4, 500', '(4,500)', '4500!', '-4500', '4 50 0'] }, // prettier-ignore
    { equal: ['1234567.25', '1,234,567.25', '1 234 567.25', '1\\,234\\,567.25'], not: ['1,234,567,25'] },
    {
      equal: ['-3.5', '−3.5', '–3.5', '－3.5', '-3½', '-3\\frac12', '-7/2', '−７／２', '-3 1/2'],
      not: ['3.5', '-2.5'],
    },
    { equal: ['½', '1/2', '0.5', '1⁄2', '¹⁄₂', '.5', '\\frac12', '0.50'], not: ['12', '1.2', '2'] },
    { equal: ['2⅔', '8/3', '2 2/3', '2\\frac23', '2 \\frac{2}{3}'], not: ['2.67', '4/3', '22/3'] },
    { equal: ['⅝', '0.625', '5/8'] },
    { equal: ['x²', 'x^2', 'x^{2}', 'x·x', 'x**2'], not: ['2x', 'x_2'] },
    { equal: ['10⁻³', '0.001', '10^{-3}', '1e-3'], not: ['10^3', '-1000'] },
    { equal: ['3 4', '3  4'], not: ['12', '34', '7', '3.4'] },
    { equal: ['7.0e-5', '0.00007', '7 × 10^-5'], not: ['7e5', '7e - 5'] },
    { equal: ['98765432109876543210'], not: ['98765432109876543211', '9.8765432109876543e19'] },
    { equal: ['2.2'], not: ['2.20000000000000001', '2.2e0 + 1e-20', '22'] },
    { equal: ['0.7+0.1', '0.8', '4/5'] },
    { equal: ['∞', '\\infty', '+∞', 'infinity', '+\\infty', 'inf'], not: ['-\\infty', '0', '8'] },
  ],
  'repeating decimals': [
    { equal: ['2/3', '0.\\overline{6}', '0.(6)', '0.6̅', '0.\\dot{6}', '0.\\dot6', '0.666...', '0.666\\ldots', '0.6666…', '.\\overline{6}', '0.\\bar{6}', '0.66\\overline{6}', '0.\\overline{66}'], not: ['0.6', '0.66', '0.667', '0.666666', '0.\\overline{7}', '0.06\\overline{6}'] }, // prettier-ignore
    {
      equal: ['1/6', '0.1\\overline{6}', '0.1(6)', '0.1\\dot{6}', '0.1666...'],
      not: ['0.16', '0.\\overline{16}', '0.6'],
    },
    {
      equal: ['3/11', '0.\\overline{27}', '0.(27)', '0.\\dot{2}\\dot{7}', '0.272727...', '0.2\\overline{72}'],
      not: ['0.27', '0.2\\overline{7}'],
    },
    {
      equal: ['1/7', '0.\\overline{142857}', '0.(142857)', '0.142857142857...', '0.\\dot{1}4285\\dot{7}'],
      not: ['0.142857'],
    },
    { equal: ['1', '0.\\overline{9}', '0.999...', '0.(9)'], not: ['0.999', '0.9'] },
    { equal: ['-\\frac{4}{3}', '-1.\\overline{3}', '-1.(3)', '-1.333...'], not: ['-1.3', '1.\\overline{3}'] },
    { equal: ['\\frac{311}{99}', '3.\\overline{14}'], not: ['3.14', '\\pi'] },
    { equal: ['\\frac{100}{3}', '33.\\overline{3}', '33.\\overline{3}\\%', '33.(3) percent'], not: ['33', '33.3'] },
  ],
  'numbers in words': [
    { equal: ['17', 'seventeen', 'Seventeen', '\\text{seventeen}', 'seventeen apples', 'seventeen dollars', 'seventeen percent'], not: ['seventy', 'seventeenth', 'seven', 'seven teen'] }, // prettier-ignore
    {
      equal: ['42', 'forty-two', 'forty two', 'Forty-Two', '\\text{forty-two}'],
      not: ['forty', 'twenty-four', 'forty-second', '40, 2'],
    },
    {
      equal: ['305', 'three hundred five', 'three hundred and five', '3 hundred and five'],
      not: ['300, 5', '350', '300'],
    },
    { equal: ['1200', 'twelve hundred', 'one thousand two hundred', '1.2 thousand'], not: ['12', '1000'] },
    { equal: ['2300006', 'two million three hundred thousand and six'], not: ['2000000'] },
    {
      equal: ['6000', '6 thousand', '6 thousands', 'six thousand', '6\\text{ thousand}', '6\\text{ thousands}'],
      not: ['6', '6 million'],
    },
    {
      equal: ['4000000', '4 million', '4 millions', 'four million', '4{,}000{,}000', '4 million people'],
      not: ['4', '4 billion'],
    },
    { equal: ['700', '7 hundred', '7 hundreds', 'seven hundred'], not: ['7'] },
    { equal: ['80', '8 tens', 'eighty'], not: ['8', '8 ten'] },
    { equal: ['60', '5 dozen', '5 dozens', 'five dozen', '5 dozen eggs', '5\\text{ dozen}'], not: ['5', '5 eggs'] },
    { equal: ['6', 'half a dozen', 'six', 'a half dozen'], not: ['half', 'a dozen'] },
    { equal: ['500000', 'half a million', '0.5 million'] },
    {
      equal: ['1/2', 'half', 'one half', 'a half', 'one-half', 'one half of the class'],
      not: ['1', 'two halves', '2'],
    },
    {
      equal: ['2/3', 'two thirds', 'two-thirds', '2 thirds', '\\text{two thirds}', '2/3 of the cake'],
      not: ['2', '3', 'two third', 'two, thirds'],
    },
    {
      equal: ['3/4', '3 quarters', 'three quarters', 'three-quarters', 'three fourths', '3 fourths'],
      not: ['3', '4', '3 quarts'],
    },
    { equal: ['7/10', '7 tenths', 'seven tenths'], not: ['7', '70', '7 tens'] },
    { equal: ['3/100', '3 hundredths', 'three hundredths'], not: ['3 hundreds', '3'] },
    { equal: ['9/2', '4 and a half', 'four and a half', 'four and one half', '9 halves', '4.5 hours', 'four and a half hours'], not: ['4', '4 and 1/2', '1/2, 4'] }, // prettier-ignore
    { equal: ['23/4', 'five and three quarters', '5 and three fourths'], not: ['5', '3/4'] },
    { equal: ['2500000', 'two and a half million', '2.5 million'], not: ['2.5'] },
    { equal: ['314/100', 'three point one four'], not: ['3, 1, 4', '3'] },
    { equal: ['-8', 'negative eight', 'minus eight', 'minus 8', '8 below zero', '8 degrees below zero', 'eight degrees below zero', '8\\text{ degrees below zero}'], not: ['8', '8 below', '8 degrees above'] }, // prettier-ignore
    { equal: ['49', '7 squared', 'seven squared'], not: ['7', '14', '7 units squared'] },
    { equal: ['125', '5 cubed', 'five cubed'], not: ['5'] },
    { equal: ['3\\sqrt{2}', '3 root two', '3 root 2', 'three root two'], not: ['3', '2 root three'] },
    { equal: ['\\sqrt{7}', 'root 7', 'square root of 7', 'the square root of seven'], not: ['7', 'cube root of 7'] },
    { equal: ['35', '7 choose three', 'seven choose three', '7 choose 4'], not: ['7', '3'] },
    { equal: ['24', '4 factorial', 'four factorial', 'two dozen'], not: ['4'] },
    { equal: ['5-x', 'x less than five', 'x less than 5'], not: ['x-5', 'x<5', 'x'] },
    { equal: ['11', '9 plus two', 'nine plus 2', '9 more than two'], not: ['9', '9 plus'] },
    { equal: ['27', '9 times three', 'three to the power of 3', '3 to the power 3'], not: ['9 times', '3 to 3'] },
    { equal: ['4/9', 'four over nine', '4 divided by nine', 'four ninths'], not: ['4', '4 over'] },
    { equal: ['zero', '0'], not: ['none', 'nothing'] },
    { equal: ['first', 'First'], not: ['1', 'one', '1st'] },
    { equal: ['one and two', '1, 2', 'two and one'], not: ['12', '3', '21'] },
  ],
  'powers and roots': [
    { equal: ['-9', '-3^2', '-(3^2)', '-3²'], not: ['(-3)^2'] },
    { equal: ['1/9', '3^{-2}', '9^{-1}', '3⁻²'], not: ['-9', '-6'] },
    { equal: ['81', '3^{2^2}', '3^2^2', '3**4', '9²'], not: ['3^{22}'] },
    { equal: ['3\\sqrt{2}', '\\sqrt{18}', '\\sqrt 18', 'sqrt(18)', '√18', '3√2', '18^{1/2}', '\\frac{6}{\\sqrt{2}}'], not: ['\\sqrt18 1', '2\\sqrt{3}', '4.2426', '\\sqrt 1 8'] }, // prettier-ignore
    { equal: ['3', '∛27', '\\sqrt[3]{27}', '27^{1/3}', 'cbrt(27)', '∜81', '³√27'], not: ['√27', '∛9', '9'] },
    { equal: ['\\sqrt[3]{2}', '2^{1/3}', '∛2'], not: ['\\sqrt{2}', '1.26'] },
    {
      equal: ['e^3', '\\exp(3)', 'exp(3)', '\\mathrm{e}^3', '\\mathrm{e}^{3}', 'e \\cdot e^2'],
      not: ['3e', 'e^2', '20.0855'],
    },
    { equal: ['-1', 'e^{i\\pi}', 'e^{\\pi i}', 'i^2', '\\exp(i\\pi)'], not: ['1', 'e^{\\pi}'] },
    {
      equal: ['5', '\\log_2 32', 'log_2 32', 'log_2(32)', '\\log_{10} 100000', '\\lg 100000', '\\ln e^5'],
      not: ['\\log_5 32', '\\log 5'],
    },
    { equal: ['\\ln 10', 'ln 10', '2\\ln\\sqrt{10}'], not: ['\\log 10', '1', '\\log_{10} e'] },
    { equal: ['\\frac{\\log 8}{\\log 2}', '\\frac{\\ln 8}{\\ln 2}', '\\log_2 8'], not: ['\\log 4', '4'] },
  ],
  counting: [
    { equal: ['84', '\\binom{9}{3}', '\\dbinom{9}{3}', '{9 \\choose 3}', '9 \\choose 3', 'C(9,3)', '9C3', '{}_9C_3', '^9C_3', '_{9}C_{3}', '^{9}\\mathrm{C}_{3}', '\\binom93', '\\frac{9!}{6!3!}'], not: ['\\binom{3}{9}', 'C(9,4)', '9', '27'] }, // prettier-ignore
    { equal: ['72', 'P(9,2)', '9P2', '{}_9P_2', '^9P_2', '\\frac{9!}{7!}', '9 \\cdot 8'], not: ['P(9,3)', '36', '81'] },
    { equal: ['\\binom{n}{2}', '\\frac{n(n-1)}{2}', '\\frac{n^2-n}{2}', 'C(n,2)', '{n \\choose 2}', '\\frac{n!}{2(n-2)!}'], not: ['\\binom{n}{3}', '\\frac{n(n+1)}{2}', '\\binom{2}{n}'] }, // prettier-ignore
    {
      equal: ['\\binom{n}{k}', '\\frac{n!}{k!(n-k)!}', '\\binom{n}{n-k}', 'C(n,k)'],
      not: ['\\binom{k}{n}', '\\binom{n}{k+1}'],
    },
    { equal: ['n!', 'n(n-1)!', 'n(n-1)(n-2)!', '\\frac{(n+1)!}{n+1}'], not: ['(n-1)!', 'n', '(n+1)!', 'n^n', '(2n)!'] },
    { equal: ['24', '4!', '4 \\cdot 3!', '(4)!', '(2+2)!'], not: ['4', '4!!', '3!', '(3!)!'] },
    { equal: ['499500', '\\binom{1000}{2}', '\\binom{1000}{998}'], not: ['\\binom{1000}{3}'] },
    { equal: ['2000!'], not: ['1999!', '2001!', '2000'] },
    { equal: ['\\frac{200!}{199!}', '200'], not: ['199'] },
  ],
  functions: [
    { equal: ['1/2', '\\sin 30^\\circ', '\\sin(30^\\circ)', 'sin 30°', 'sin(30°)', '\\sin\\frac{\\pi}{6}', '\\sin(\\pi/6)', '\\cos 60^{\\circ}', '\\cos 60\\degree', '\\sin 150^\\circ'], not: ['\\sin 30', '\\cos 30^\\circ', '\\sin 60°'] }, // prettier-ignore
    {
      equal: ['\\cos x', '\\sin(x+90^\\circ)', '\\sin(x+\\frac{\\pi}{2})', 'cos(x)', 'cos x'],
      not: ['\\sin(x+90)', '\\cos y', '\\cos 2x'],
    },
    { equal: ['90', '30^\\circ+60^\\circ', '90°', '90\\degree', '90 degrees'], not: ['\\frac{\\pi}{2}'] },
    { equal: ['\\frac{\\pi}{4}', '\\arctan 1', '\\tan^{-1} 1', 'arctan(1)', 'atan(1)', '\\operatorname{arctan}(1)', '\\arcsin\\frac{\\sqrt2}{2}'], not: ['45', '\\tan 1', '\\frac{1}{\\tan 1}'] }, // prettier-ignore
    {
      equal: ['\\frac{\\pi}{2}', '\\arccos 0', '\\arccos(0)', 'acos(0)', '\\arcsin 1'],
      not: ['\\arccos 1', '0', '90'],
    },
    { equal: ['1', '\\sin^2 x+\\cos^2 x', '\\tan 45°', '\\sec^2 x - \\tan^2 x'], not: ['\\sin x+\\cos x'] },
    { equal: ['6', '\\gcd(12,18)', 'gcd(12, 18)', '\\max(6,2)', '\\operatorname{lcm}(2,3)', '\\min(9,6,7)', '|-6|', 'abs(-6)', '\\lfloor 6.9\\rfloor', '⌊6.9⌋', 'floor(6.9)', '\\lceil 5.1 \\rceil'], not: ['\\gcd(12,19)', '\\max(1,2)', '\\lceil 6.9 \\rceil', '-6', '\\{6\\}'] }, // prettier-ignore
    { equal: ['\\sin 2x', '2\\sin x\\cos x'], not: ['2\\sin x', '\\sin x^2', '\\sin^2 x'] },
    { equal: ['3 \\pmod 7', '3 mod 7', 'x \\equiv 3 \\pmod{7}', '10 \\bmod 7', 'x ≡ 3 (mod 7)'], not: ['7 mod 3', '3', '4 mod 7', '3 mod 8'] }, // prettier-ignore
  ],
}
