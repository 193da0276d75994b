// Pairs of answers on which nobody would disagree, collected from the rules of the MATH and PRM800K graders and from answers
// of MATH500 as models write them. A row is a class: all its spellings are equal, and different from those of its `not`.
export interface AnswerRow {
  equal: string[]
  not?: string[]
}

export const ROWS: AnswerRow[] = [
  // Whole numbers and decimals
  {
    equal: ['411', '411.0', '411.', '+411', ' 411 ', '$411$', '\\(411\\)', '\\text{411}'],
    not: ['412', '-411', '41', '4.11'],
  },
  {
    equal: ['10080', '10,\\!080', '10,080', '10{,}080', '10\\,080', '10 080'.replace(' ', '\\ ')],
    not: ['10.080', '1080'],
  },
  { equal: ['11111111100', '11,\\! 111,\\! 111,\\! 100', '11,111,111,100'], not: ['1111111100'] },
  { equal: ['.0000672', '0.0000672', '6.72 \\times 10^{-5}', '6.72 * 10^-5'], not: ['0.000672'] },
  { equal: ['.35625', '0.35625', '0.356250', '\\frac{57}{160}'], not: ['0.3562'] },
  { equal: ['0', '-0', '0.0', '\\frac{0}{5}'], not: ['', '\\emptyset'] },
  { equal: ['-5', '- 5', '−5', '\\text{-}5'], not: ['5'] },
  { equal: ['1000000', '10^6', '10^{6}', '1,000,000', '1 \\times 10^6'], not: ['10^5', '106'] },
  { equal: ['9007199254740993'], not: ['9007199254740992'] },
  // Fractions
  { equal: ['\\frac{14}{3}', '\\dfrac{14}{3}', '\\tfrac{14}{3}', '14/3', '\\frac{28}{6}', '4\\frac{2}{3}', '4 \\frac23'], not: ['4.67', '4.6667', '\\frac{3}{14}', '\\frac{42}{3}'] }, // prettier-ignore
  { equal: ['\\frac43', '\\frac{4}{3}', '4/3', '1\\frac{1}{3}', '\\frac 43'], not: ['\\frac34', '43'] },
  { equal: ['\\frac9{19}', '\\frac{9}{19}', '9/19'], not: ['\\frac{91}{9}'] },
  { equal: ['-\\frac{35}{9}', '\\frac{-35}{9}', '\\frac{35}{-9}', '-35/9'], not: ['\\frac{35}{9}'] },
  { equal: ['1\\frac{4}{5}', '1.8', '9/5', '\\frac{9}{5}', '1 4/5'], not: ['\\frac{4}{5}', '14/5'] },
  { equal: ['-1\\frac{1}{2}', '-1.5', '-\\frac{3}{2}', '-1 1/2'], not: ['-\\frac{1}{2}', '-0.5', '1.5'] },
  { equal: ['137 \\frac{1}{2}', '137.5', '\\frac{275}{2}'], not: ['\\frac{137}{2}'] },
  { equal: ['\\frac{1}{2}', '0.5', '.5', '50/100', '\\frac12', '2^{-1}'], not: ['1.2', '12', '0.05'] },
  { equal: ['1/3', '\\frac{1}{3}', '\\frac13'], not: ['0.333', '0.33', '3'] },
  { equal: ['\\frac{17}{50}', '\\dfrac{17}{50}', '0.34', '0.340'], not: ['34'] },
  { equal: ['\\frac{1}{2^{99}}', '2^{-99}', '(1/2)^{99}'], not: ['\\frac{1}{2^{98}}', '0'] },
  { equal: ['0.\\overline{3}', '\\frac13', '0.33\\overline{3}', '.\\overline{3}'], not: ['0.3', '0.\\overline{6}'] },
  {
    equal: ['2.5 \\text{ million}', '2.5 million', '2,500,000', '2.5e6', '2.5 \\times 10^6'],
    not: ['2.5', '2.5 billion'],
  },
  // Roots, constants, functions
  { equal: ['3\\sqrt{13}', '3 \\sqrt{13}', '\\sqrt{117}', '\\sqrt{13} \\cdot 3', '3*sqrt(13)', '3√13'], not: ['\\sqrt{39}', '13\\sqrt{3}', '10.8'] }, // prettier-ignore
  { equal: ['11\\sqrt2', '11\\sqrt{2}', '11 \\sqrt 2'], not: ['\\sqrt{22}'] },
  {
    equal: ['\\frac{\\sqrt{3}}{3}', '\\frac{1}{\\sqrt{3}}', '\\frac{\\sqrt3}3', 'sqrt(3)/3'],
    not: ['\\sqrt{3}', '\\frac{\\sqrt{3}}{2}'],
  },
  { equal: ['\\frac{3\\sqrt{3}}{4}', '\\frac{3}{4}\\sqrt{3}', '0.75\\sqrt{3}'], not: ['\\frac{\\sqrt{3}}{4}'] },
  { equal: ['\\sqrt{5}', '5^{1/2}', '5^{\\frac{1}{2}}', '\\sqrt 5'], not: ['2.236', '\\sqrt[3]{5}'] },
  { equal: ['\\sqrt[3]{8}', '2', '\\sqrt{4}', '\\frac{4}{2}', '8^{1/3}'], not: ['\\sqrt{8}', '-2'] },
  { equal: ['\\pi', 'π', 'pi', '\\frac{2\\pi}{2}'], not: ['3.14', '\\frac{22}{7}', '3.14159'] },
  { equal: ['288 \\pi', '288\\pi', '288 * \\pi', '\\pi \\cdot 288'], not: ['288', '28\\pi'] },
  { equal: ['18+2\\pi', '2\\pi + 18', '2(\\pi+9)', '18 + 2 \\pi'], not: ['20\\pi', '18-2\\pi'] },
  { equal: ['11 \\sqrt{5} + 11', '11 + 11\\sqrt{5}', '11(1+\\sqrt{5})'], not: ['22\\sqrt{5}'] },
  { equal: ['\\frac{20000}{\\pi}', '20000/\\pi', '\\frac{20,000}{\\pi}'], not: ['20000\\pi'] },
  { equal: ['-\\frac{\\pi}{6}', '-\\pi/6', '\\frac{-\\pi}{6}', '-\\frac{1}{6}\\pi'], not: ['\\frac{\\pi}{6}', '-30'] },
  { equal: ['\\log_2 8', '3', '\\log_{2}{8}', '|{-3}|', '\\left|-3\\right|', '\\sqrt{9}'], not: ['\\log_3 8', '-3'] },
  { equal: ['\\sin 30', '\\sin(30)'], not: ['\\cos 30', '\\sin 60'] },
  { equal: ['5!', '120', '\\binom{10}{3}', '2 \\cdot 60'], not: ['5'] },
  { equal: ['e^{-40}'], not: ['e^{-41}', '0'] },
  // Terms with variables
  { equal: ['p - q', 'p-q', '-q+p', '-(q-p)'], not: ['q - p', 'p + q', 'P - Q'] },
  {
    equal: ['x^5 - x^4 + x^3 - x^2 + x - 1', 'x^5-x^4+x^3-x^2+x-1', '(x-1)(x^4+x^2+1)'],
    not: ['x^5 - x^4 + x^3 - x^2 + x + 1'],
  },
  { equal: ['x^3+3x-6', '3x + x^3 - 6', 'x^{3} + 3x - 6'], not: ['x^3-3x-6', 'x^2+3x-6'] },
  { equal: ['2k+2', '2(k+1)', '2k + 2'], not: ['2k', 'k+2', '2n+2'] },
  { equal: ['(a+5)(b+2)', '(b+2)(a+5)', 'ab + 2a + 5b + 10'], not: ['(a+2)(b+5)', '(a+5)(b-2)'] },
  { equal: ['\\frac{11+9a}{20}', '\\frac{9a+11}{20}', '(9a+11)/20', '\\frac{11}{20} + \\frac{9a}{20}'], not: ['\\frac{20a}{20}', '\\frac{11+9b}{20}'] }, // prettier-ignore
  { equal: ['6r^2-4r-24', '6r^{2}-4r-24', '2(3r^2-2r-12)'], not: ['6r^2+4r-24'] },
  { equal: ['3R^2', '3R^{2}', '3 \\cdot R^2'], not: ['3R', '9R^2', '3r^2'] },
  { equal: ['\\cot x', '\\cot(x)', '\\frac{\\cos x}{\\sin x}', '\\frac{1}{\\tan x}'], not: ['\\tan x', '\\cot y'] },
  { equal: ['6 - 5i', '6-5i', '-5i+6'], not: ['6+5i', '5-6i', '11'] },
  { equal: ['x^{10}', 'x^10', 'x \\cdot x^9'], not: ['x', '10x', 'x^{1}0'] },
  { equal: ['|x|', '\\left|x\\right|', '\\lvert x \\rvert'], not: ['-x'] },
  { equal: ['\\sin^2 x + \\cos^2 x', '1', '\\frac{x}{x}'], not: ['\\sin^2 x', 'x'] },
  { equal: ['x \\ne 3', 'x \\neq 3', 'x ≠ 3'], not: ['x = 3', 'x \\ne 4'] },
  { equal: ['a_1 + a_2', 'a_2+a_1', 'a_{1}+a_{2}'], not: ['a_1 + a_3'] },
  // Units, currency, degrees, percent
  {
    equal: ['90^\\circ', '90', '90^{\\circ}', '90°', '90 \\text{ degrees}', '90 degrees', '90\\degree'],
    not: ['9', '0.9'],
  },
  { equal: ['\\$32,\\!348', '32348', '\\$32,348', '32,348 \\text{ dollars}', '$32348$'], not: ['32.348'] },
  { equal: ['\\$18.90', '18.9', '18.90', '18.90 dollars', '\\frac{189}{10}'], not: ['1890', '18.09'] },
  { equal: ['15\\mbox{ cm}^2', '15', '15 \\text{ cm}^2', '15 cm^2', '15\\ \\text{cm}^{2}'], not: ['225', '152'] },
  { equal: ['864 \\mbox{ inches}^2', '864', '864 square inches'], not: ['8642'] },
  { equal: ['5.4 \\text{ cents}', '5.4', '5.4 cents'], not: ['0.054', '54'] },
  { equal: ['\\frac{270}7\\text{ degrees}', '\\frac{270}{7}', '270/7'], not: ['\\frac{2707}{1}'] },
  { equal: ['10\\%', '10%', '10 \\%', '10.0\\%', '10'], not: ['0.1', '11%'] },
  { equal: ['6:00 \\text{ PM}', '6:00 PM', '6:00 pm'], not: ['6:00 AM', '7:00 PM', '6'] },
  // Assignments and equations
  { equal: ['x=5', '5', 'x = 5', '$x=5$'], not: ['x=6', '-5'] },
  { equal: ['y = 2x + 3', '2x+3', 'y=3+2x', 'f(x) = 2x+3'], not: ['y = 2x - 3', 'y = 3x + 2'] },
  { equal: ['5x - 7y + 11z + 4 = 0', '7y - 5x - 11z = 4', '10x - 14y + 22z + 8 = 0'], not: ['5x - 7y + 11z - 4 = 0', '5x + 7y + 11z + 4 = 0'] }, // prettier-ignore
  { equal: ['x^2 + y^2 = 4', 'y^2+x^2=4', 'x^2 + y^2 - 4 = 0'], not: ['x^2 + y^2 = 2', 'x^2 - y^2 = 4'] },
  // Tuples
  { equal: ['\\left( 3, \\frac{\\pi}{2} \\right)', '(3,\\frac{\\pi}{2})', '(3, \\pi/2)', '(3.0, \\tfrac{\\pi}{2})'], not: ['(\\frac{\\pi}{2}, 3)', '(3, \\pi)', '3, \\frac{\\pi}{2}'] }, // prettier-ignore
  { equal: ['(6,31,-1)', '(6, 31, -1)', '\\left(6,31,-1\\right)'], not: ['(6,31,1)', '(31,6,-1)', '(6,31)'] },
  { equal: ['\\left( \\frac{3}{2}, -13 \\right)', '(1.5,-13)', '(3/2, -13)'], not: ['(1.5, 13)'] },
  { equal: ['(1,234)', '(1, 234)'], not: ['1234', '(1234)'] },
  // Lists and sets
  { equal: ['1,-2', '-2, 1', '1 \\text{ and } -2', '-2 and 1', '\\{1,-2\\}', '\\{-2, 1\\}', 'x = 1, x = -2', 'x=1 \\text{ or } x=-2'], not: ['(1,-2)', '1,2', '1', '-1,2'] }, // prettier-ignore
  { equal: ['3, 5, 7', '3,5,7', '7, 5, 3', '3, 5, and 7', '\\{3,5,7\\}'], not: ['3,5', '3,5,8', '357'] },
  { equal: ['1 \\pm \\sqrt{19}', '1+\\sqrt{19}, 1-\\sqrt{19}', '1 - \\sqrt{19}, 1 + \\sqrt{19}', '1\\pm\\sqrt{19}'], not: ['1 + \\sqrt{19}', '1 \\pm \\sqrt{17}'] }, // prettier-ignore
  { equal: ['\\{1\\pm\\sqrt{5},-2\\}', '\\{-2, 1+\\sqrt{5}, 1-\\sqrt{5}\\}', '-2, 1\\pm\\sqrt{5}'], not: ['\\{1\\pm\\sqrt{5},2\\}', '\\{1\\pm\\sqrt{5}\\}'] }, // prettier-ignore
  { equal: ['3 \\pm 2 \\sqrt{2}', '3+2\\sqrt{2}, 3-2\\sqrt{2}', '3 \\pm \\sqrt{8}'], not: ['3 \\pm \\sqrt{2}'] },
  { equal: ['\\pm 2', '2, -2', '-2, 2', 'x = \\pm 2'], not: ['2', '-2'] },
  { equal: ['\\emptyset', '\\varnothing', '\\{\\}', '∅'], not: ['\\{0\\}'] },
  // Intervals
  { equal: ['(3,4]', '\\left(3,4\\right]', '( 3 , 4 ]', '3 < x \\le 4', '3<x\\leq 4', 'x \\in (3,4]'], not: ['[3,4)', '(3,4)', '[3,4]', '(3,5]'] }, // prettier-ignore
  {
    equal: ['(2,\\infty)', '(2, +\\infty)', 'x > 2', '2 < x', '(2,∞)'],
    not: ['[2,\\infty)', '(-\\infty,2)', 'x < 2', 'x \\ge 2'],
  },
  {
    equal: ['(-\\infty, 0]', 'x \\le 0', 'x \\leq 0', '(-\\infty,0]', '0 \\ge x'],
    not: ['(-\\infty, 0)', '[0,\\infty)'],
  },
  { equal: ['x \\in [-2,7]', '[-2,7]', '-2 \\le x \\le 7', '7 \\ge x \\ge -2', '[-2, 7]'], not: ['(-2,7)', '[2,7]'] },
  { equal: ['(0,9) \\cup (9,36)', '(9,36) \\cup (0,9)', '(0,9)\\cup(9,36)', '(0,9) ∪ (9,36)', '(0,9) U (9,36)'], not: ['(0,36)', '(0,9]\\cup(9,36)'] }, // prettier-ignore
  { equal: ['(-\\infty, 2) \\cup (3, \\infty)', 'x < 2 or x > 3', 'x < 2 \\text{ or } x > 3', 'x>3 or x<2'], not: ['(2,3)', '2 < x < 3'] }, // prettier-ignore
  { equal: ['\\left[ \\frac{\\pi^2}{8}, \\frac{5 \\pi^2}{4} \\right]', '[\\pi^2/8, 5\\pi^2/4]'], not: ['(\\pi^2/8, 5\\pi^2/4)', '[\\pi/8, 5\\pi/4]'] }, // prettier-ignore
  { equal: ['\\left(\\frac{3}{5},\\frac{8}{3}\\right]', '(0.6, 8/3]', '(3/5,8/3]'], not: ['(0.6, 2.67]'] },
  { equal: ['\\mathbb{R}', '(-\\infty, \\infty)', 'all real numbers'], not: ['(0,\\infty)'] },
  // Matrices
  { equal: ['\\begin{pmatrix} -1/3 \\\\ 2/3 \\\\ 5/3 \\end{pmatrix}', '\\begin{pmatrix}-\\frac{1}{3}\\\\\\frac{2}{3}\\\\\\frac{5}{3}\\end{pmatrix}', '\\begin{bmatrix} -1/3 \\\\ 2/3 \\\\ 5/3 \\end{bmatrix}'], not: ['\\begin{pmatrix} -1/3 & 2/3 & 5/3 \\end{pmatrix}', '\\begin{pmatrix} 1/3 \\\\ 2/3 \\\\ 5/3 \\end{pmatrix}'] }, // prettier-ignore
  { equal: ['\\begin{pmatrix} -1 & 0 \\\\ 0 & -1 \\end{pmatrix}', '\\begin{pmatrix}-1&0\\\\0&-1\\end{pmatrix}', '\\begin{pmatrix} -1 & 0 \\\\ 0 & -1 \\\\ \\end{pmatrix}'], not: ['\\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix}', '\\begin{vmatrix} -1 & 0 \\\\ 0 & -1 \\end{vmatrix}'] }, // prettier-ignore
  // Bases
  { equal: ['204_5', '204_{5}', '204_ 5'], not: ['204_6', '205_5', '204', '54'] },
  { equal: ['4210_{5}', '4210_5'], not: ['4210_6', '4210'] },
  // Words and choices
  { equal: ['\\text{Evelyn}', 'Evelyn', 'evelyn', '\\textbf{Evelyn}', '\\mathrm{Evelyn}'], not: ['Evelin', 'Navin'] },
  { equal: ['\\text{(C)}', '(C)', 'C', '\\text{C}', '\\textbf{(C)}'], not: ['(B)', 'D'] },
  { equal: ['\\text{even}', 'even', 'Even'], not: ['odd', 'neither'] },
  { equal: ['\\text{east}', 'East', 'east'], not: ['west'] },
  { equal: ['yes', 'Yes', '\\text{Yes}', 'Yes.'], not: ['no'] },
  { equal: ['no', 'No'], not: ['on', 'yes'] },
  { equal: ['\\text{ellipse}', 'Ellipse', '\\text{an ellipse}'.replace('an ', '')], not: ['circle'] },
]
