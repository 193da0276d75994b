// Kinds of structure: names and chains, algebra, inequalities and intervals, sets and lists, matrices, choices, ratios, words.
import type { AnswerRow } from '../pairs.ts'

export const STRUCTURE: Readonly<Record<string, AnswerRow[]>> = {
  'names and chains': [
    { equal: ['12', 'x = 5 + 7 = 12', 'x=5+7=12', '5+7=12', '5 + 7 = 12', '12 = x', 'n = 3\\cdot 4 = 12', 'x = 5+7 = 12\\text{ cm}', 'AB = 5 + 7 = 12', '\\text{Total} = 5 + 7 = 12', '3 \\cdot 4 = 2 \\cdot 6 = 12'], not: ['5+7=13', 'x = 5+7 = 13', 'x = 5+7', '5', '5, 7, 12', '5+7=12=13'].filter((answer) => answer !== 'x = 5+7') }, // prettier-ignore
    {
      equal: ['9\\pi', 'A = \\pi r^2 = 9\\pi', 'A = \\pi \\cdot 3^2 = 9\\pi', '\\text{Area} = 9\\pi'],
      not: ['9', '\\pi r^2', '9r'],
    },
    { equal: ['x^2+2x+1', 'f(x) = (x+1)^2 = x^2+2x+1', 'f(x)=x^2+2x+1', 'y = (x+1)^2', "f'(x) = (x+1)^2", '\\frac{dy}{dx} = (x+1)^2', 'g(x) = 1+2x+x^2'], not: ['x^2+1', 'f(x) = (x-1)^2', '(x+1)^2 = 0'] }, // prettier-ignore
    {
      equal: ['\\frac{1}{3}', 'x = \\frac13 \\approx 0.33', '\\frac13 \\approx 0.333', 'x = 1/3 ≈ 0.3'],
      not: ['0.33', 'x \\approx 0.33', '0.3'],
    },
    { equal: ['7', 'AB = 7', 'S_{ABC} = 7', '[ABC] = 7', '|AB| = 7', '\\overline{AB} = 7', 'm\\angle A = 7', '\\angle ABC = 7^\\circ', 'P(A) = 7', 'E[X] = 7', 'E(X)=7', 'f(2) = 7', 'a_1 = 7', 'a_{10} = 7', "f'(2) = 7", '\\theta = 7', '\\text{Area of triangle } ABC = 7', 'Answer: 7', '\\text{the answer is } 7', 'Total cost = \\$7'], not: ['AB = 8', 'x^2 = 7', 'xyz = 7', 'abx = 7', '\\sin x = 7', '2x = 7', 'x+y = 7', 'x > 7', 'x \\ne 7'] }, // prettier-ignore
    { equal: ['2+2=5'], not: ['1=2', '5', '4', '2+2=4', '3+3=7'] },
  ],
  algebra: [
    { equal: ['2xy', '2yx', 'x \\cdot 2y', 'xy2', 'xy+yx'], not: ['2x+y', 'xy', '2XY', 'x^2y'] },
    { equal: ['b_1+b_2', 'b_2+b_1', 'b_{1}+b_{2}', 'b₁+b₂'], not: ['b_1-b_2', 'b_1+b_3', '2b'] },
    { equal: ['3x^2+3y^2=12', 'x^2+y^2=4', 'x²+y²=4', '4-x^2-y^2=0'], not: ['x^2+y^2=2', 'x^2+y^2', 'x^2-y^2=4'] },
    {
      equal: ['y=4x-1', '4x-1', 'y-4x+1=0', 'f(x)=4x-1', '4x-y=1', '2y=8x-2'],
      not: ['4x-1=0', 'y=4x+1', 'x=4y-1', '4y-1'],
    },
    { equal: ['\\frac{x^2-9}{x-3}', 'x+3'], not: ['x-3', 'x+3=0', 'X+3'] },
    { equal: ['m=3k', '3k'], not: ['m=3j', '3', 'k'] },
    { equal: ['x=4,y=9', 'y=9,x=4', 'x=4 and y=9', '(4,9)', '(x,y)=(4,9)', 'x = 4; y = 9', '(x, y) = (4, 9)'], not: ['(9,4)', '4, 9', 'x=9,y=4', '\\{4,9\\}'] }, // prettier-ignore
    {
      equal: ['\\pm 6', 'x=6 or x=-6', 'x = \\pm 6', '6, -6', '-6 or 6', '±6', 'x=6, x=-6'],
      not: ['6', '-6', '(6,-6)', '\\pm 5'],
    },
    {
      equal: ['\\frac{-1\\pm\\sqrt{5}}{2}', 'x=\\frac{-1+\\sqrt5}{2}, x=\\frac{-1-\\sqrt5}{2}'],
      not: ['\\frac{1\\pm\\sqrt{5}}{2}', '\\frac{-1+\\sqrt{5}}{2}'],
    },
  ],
  'inequalities and intervals': [
    { equal: ['(-\\infty,2)', 'x<2', '2x<4', '-x>-2', 'x/2<1', '3x+1<7', '2>x', '4-x>2', ']-\\infty,2[', 'x \\in (-\\infty, 2)', '\\{x : x<2\\}', '\\{x \\mid x < 2\\}', '\\{x \\in \\mathbb{R} : x < 2\\}', '(-∞, 2)', '(-\\infty;2)'], not: ['x\\le 2', 'x>2', '2x<2', '-x<-2', '-2x<4', 'x<-2', 'x<y', 'x<4', '(-\\infty,2]'] }, // prettier-ignore
    { equal: ['[3,\\infty)', 'x\\ge 3', '-2x \\le -6', '2x ≥ 6', '3 \\le x', '[3,+\\infty)', '[3, \\infty[', '[3, inf)', '\\frac{x}{3} \\geqslant 1'], not: ['x>3', 'x \\le 3', '-2x\\ge -6', '[-3,\\infty)'] }, // prettier-ignore
    { equal: ['(1,3)', '1<x<3', '3>x>1', '2<2x<6', 'x>1 and x<3', 'x<3, x>1', ']1,3[', ']1;3[', '(1;3)', 'x \\in ]1,3[', '3 < 2x+1 < 7', '-3<-x<-1', '\\{x | 1<x<3\\}'], not: ['[1,3]', '[1,3)', '1<x\\le3', 'x<1 or x>3', 'x>1 or x<3', '(3,1)', '1, 3', '(1,3]'] }, // prettier-ignore
    {
      equal: ['[1,3)', '1 \\le x < 3', '[1,3[', '[1;3[', '3 > x \\ge 1', '2 ≤ 2x < 6'],
      not: [']1,3]', '(1,3)', '[1,3]'],
    },
    { equal: ['(-\\infty,0)\\cup(5,\\infty)', 'x<0 or x>5', 'x<0 \\text{ or } x>5', 'x>5, x<0', ']-\\infty,0[ \\cup ]5,\\infty[', '(5,∞) ∪ (-∞,0)', 'x < 0 \\lor x > 5', '(-\\infty,0) U (5,\\infty)', '2x<0 or 2x>10'], not: ['(0,5)', 'x<0 and x>5', '(-\\infty,0]\\cup[5,\\infty)', '(-\\infty,5)\\cup(0,\\infty)'] }, // prettier-ignore
    {
      equal: [
        'x\\ne 4',
        '(-\\infty,4)\\cup(4,\\infty)',
        '\\mathbb{R}\\setminus\\{4\\}',
        'x ≠ 4',
        '2x \\neq 8',
        'ℝ \\setminus \\{4\\}',
      ],
      not: ['x=4', 'x \\ne -4', '\\mathbb{R}', '\\{4\\}'],
    },
    { equal: ['(-3,3)', '|x|<3', '-3<x<3', 'x^2<9'], not: ['|x|>3', '|x|\\le 3', 'x<3', 'x^2<3', '|x|<9'] },
    {
      equal: ['(-\\infty,-3]\\cup[3,\\infty)', '|x|\\ge 3', 'x^2 \\ge 9', 'x\\le-3 or x\\ge3'],
      not: ['x \\ge 3', '|x|>3'],
    },
    { equal: ['\\mathbb{R}', '\\mathbf{R}', '\\mathbb R', 'ℝ', '(-\\infty,\\infty)', ']-\\infty,\\infty[', 'all real numbers', 'all reals', '\\Bbb R', 'x \\in \\mathbb{R}', '\\text{the set of all real numbers}'], not: ['R', '\\mathbb{Z}', '\\mathbb{Q}', '(0,\\infty)', '\\emptyset'] }, // prettier-ignore
    {
      equal: ['\\mathbb{Z}', '\\mathbf{Z}', 'ℤ', 'all integers', '\\text{the integers}'],
      not: ['Z', '\\mathbb{N}', '\\mathbb{R}'],
    },
    { equal: ['\\lfloor x\\rfloor > 2'], not: ['x>2', 'x \\ge 3', '\\lfloor X\\rfloor > 2'] },
    { equal: ['x>1, y<2', 'x > 1, y < 2'], not: ['x<2, y>1', 'y>1, x<2', '(1,2)'] },
    { equal: ['x>2y'], not: ['x>2', 'x<2y', 'y>2x', 'X>2y'] },
  ],
  'sets and lists': [
    { equal: ['\\{4,7\\}', '\\{7,4\\}', '4,7', '7, 4', '4 and 7', '4 or 7', '4 \\text{ and } 7', '{4,7}', '\\{4;7\\}', '4; 7', '\\lbrace 4, 7\\rbrace', '\\{4,4,7\\}', 'both 4 and 7', '4 & 7', 'x = 4 or x = 7', 'x=4, 7', 'x \\in \\{4,7\\}', '\\left\\{4,7\\right\\}'], not: ['(4,7)', '[4,7]', '47', '4.7', '\\{4\\}', '4,7,7', '4,8', '11', '\\{4,7,8\\}'] }, // prettier-ignore
    { equal: ['2,2,3', '3,2,2', '2, 2 and 3'], not: ['2,3', '2,3,3', '223'] },
    { equal: ['\\emptyset', '\\varnothing', '∅', '\\{\\}', '\\{ \\}', '\\text{empty set}', 'the empty set', 'no solution', 'No solutions.', '\\text{no solution}'], not: ['0', '\\{0\\}', '\\{\\emptyset\\}', 'none', 'no', 'one solution', 'no real solution'] }, // prettier-ignore
    { equal: ['(1,2),(5,6)', '(5,6),(1,2)', '(1,2) and (5,6)', '\\{(1,2),(5,6)\\}', '(1,2), \\text{ } (5,6)', '(1,2); (5,6)', '(1,2) \\text{ or } (5,6)'], not: ['(1,2,5,6)', '(2,1),(5,6)', '(1,6),(5,2)', '(1,2)\\cup(5,6)'] }, // prettier-ignore
    {
      equal: ['1, 3, \\ldots, 15', '1,3,...,15', '1, 3, …, 15', '1, 3, \\dots, 15', '1,3,\\cdots,15'],
      not: ['1, 3, 15', '1,3,...,17', '1, 2, \\ldots, 15'],
    },
    { equal: ['\\frac12, 3', '3, 0.5', '0.5 and 3', '\\{3,1/2\\}'], not: ['\\frac{1}{2}\\cdot 3', '1, 2, 3', '3.5'] },
    { equal: ['(1,2]'], not: ['[1,2)', '(1,2)', '(2,1]', '1,2'] },
    { equal: ['[0,1]\\cap[2,3]'], not: ['[0,1]\\cup[2,3]', '[0,1]'] },
  ],
  matrices: [
    { equal: ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}', '\\begin{smallmatrix}1&2\\\\3&4\\end{smallmatrix}', '\\left(\\begin{smallmatrix}1 & 2\\\\ 3 & 4\\end{smallmatrix}\\right)', '\\left[\\begin{array}{rr}1&2\\\\3&4\\end{array}\\right]', '\\begin{pmatrix}1&2\\\\3&\\frac{8}{2}\\\\\\end{pmatrix}', '[[1,2],[3,4]]', '\\pmatrix{1&2\\cr 3&4}', '\\begin{Bmatrix}1&2\\\\3&4\\end{Bmatrix}', '\\mathbf{\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}}'].slice(0, 9), not: ['\\begin{pmatrix}1&3\\\\2&4\\end{pmatrix}', '\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}', '\\begin{pmatrix}1&2&3&4\\end{pmatrix}', '\\begin{pmatrix}1&2\\\\3&5\\end{pmatrix}', '1,2,3,4', '-2'] }, // prettier-ignore
    { equal: ['\\begin{pmatrix}5\\\\6\\end{pmatrix}', '\\begin{bmatrix}5\\\\6\\end{bmatrix}', '\\begin{smallmatrix}5\\\\6\\end{smallmatrix}', '\\begin{pmatrix} 5 \\\\ \\sqrt{36} \\end{pmatrix}', 'v = \\begin{pmatrix}5\\\\6\\end{pmatrix}', '\\begin{array}{c}5\\\\6\\end{array}', '[[5],[6]]'], not: ['\\begin{pmatrix}5&6\\end{pmatrix}', '\\begin{pmatrix}6\\\\5\\end{pmatrix}', '(5,6)', '\\frac{5}{6}'] }, // prettier-ignore
  ],
  choices: [
    { equal: ['C', '(C)', 'C.', 'C)', '(C) 18', 'C. 18', 'C: 18', 'C) 18', '\\textbf{(C)}', '\\textbf{(C) } 18', '\\text{(C)}\\ 18', '$\\textbf{(C)}\\ 18$', '\\mathrm{(C)}\\,18', '\\textbf{(C)}18', '(C) -18', '(C) \\frac{1}{2}', '(C) 3:4', '(C) x+1', '(C) none of these', '[C]', '{C}', '"C"', '*C*', 'Option C', 'option (C)', 'Choice C', 'Answer: C', '\\boxed{C}', '\\text{C}'], not: ['(B) 18', 'B', 'c', '18', '(C) and (D)', '(C), (D)', 'C+18', '(C) + 18', '18C', 'C = 18', 'C : D', '(C)(D)', '(C)^2', 'Cat'] }, // prettier-ignore
    { equal: ['A and D', '(A) and (D)', '\\text{A, D}', '(D), (A)', 'A, D'], not: ['A', 'D', 'AD', '(A) D', 'A or B'] },
    { equal: ['b', '(b)', '[b]'], not: ['B', 'd', 'a'] },
  ],
  'ratios and times': [
    {
      equal: ['3:4', '3 : 4', '3 to 4', '6:8', '3∶4', '3\\text{ to }4', '1.5:2', 'three to four'],
      not: ['4:3', '3/4', '3, 4', '3.4', '34', '3:4:5'],
    },
    { equal: ['1:2:3', '2:4:6', '1 : 2 : 3'], not: ['1:3:2', '1:2', '6'] },
    { equal: ['8:30', '8 : 30'], not: ['4:15', '8:30 pm', '830', '8.5'] },
    {
      equal: ['8:30 pm', '8:30 PM', '8:30 p.m.', '8:30pm', '\\text{8:30 p.m.}', '8:30\\text{ PM}', '08:30 P.M.'],
      not: ['8:30 am', '8:30', '8:31 pm', '8 pm'],
    },
    { equal: ['8 pm', '8 PM', '8:00 pm', '8\\text{ p.m.}'], not: ['8', '8 am', '8 m'] },
  ],
  words: [
    {
      equal: ['yes', 'Yes', 'YES', 'Yes.', 'yes!', '\\text{Yes}', '"yes"', '\\textbf{Yes}.'],
      not: ['no', 'y', 'yes and no', 'yet'],
    },
    { equal: ['even', 'Even.', '\\text{even}'], not: ['odd', 'evens', 'never'] },
    {
      equal: ['a parabola', 'parabola', 'Parabola', 'the parabola', '\\text{Parabola.}'],
      not: ['a hyperbola', 'parabolas', 'a'],
    },
    { equal: ['tea', 'Tea'], not: ['eat', 'ate', 'te'] },
    { equal: ['cos'], not: ['sco', 'sin'] },
    { equal: ['none', 'None.', '\\text{none}'], not: ['no', 'nine', 'one', '0'] },
    { equal: ['March 7', 'March 7th', '7 March', '7th of March', 'Mar 7', 'march 7', '\\text{March 7}', 'March the 7th', 'Mar. 7'], not: ['March 8', 'May 7', '7', 'March', 'March 17'] }, // prettier-ignore
    { equal: ['June 5, 2021', '5 June 2021', 'June 5th, 2021'], not: ['June 5', 'June 5, 2020', '2021'] },
    { equal: ['DNE', '\\text{DNE}', 'dne'], not: ['END', 'does exist'] },
    { equal: ['Ann Lee', 'ann lee', '\\text{Ann Lee}'], not: ['Lee Ann', 'Ann'] },
  ],
}
