// Worked problems for a base model, which has not learnt to answer questions: it goes on in the form that it sees.
// Knows three problems, a step on each line. Does not know the problem that is asked.

export const WORKED_EXAMPLES: { question: string; solution: string }[] = [
  {
    question:
      'A baker packs 6 rolls in each bag. She has 8 full bags and 5 rolls left over. How many rolls has she baked?',
    solution:
      'The full bags hold 8 * 6 = 48 rolls.\nWith those left over she has baked 48 + 5 = 53 rolls.\nThe answer is 53.',
  },
  {
    question:
      'Nora reads 15 pages on Monday and twice as many on Tuesday. Her book has 120 pages. How many pages are left to read?',
    solution:
      'On Tuesday she reads 15 * 2 = 30 pages.\nOn both days she reads 15 + 30 = 45 pages.\nSo 120 - 45 = 75 pages are left.\nThe answer is 75.',
  },
  {
    question:
      'A train ticket costs $12, and children pay half. How much do 2 adults and 3 children pay together, in dollars?',
    solution:
      'A ticket for a child costs 12 / 2 = 6 dollars.\nThe adults pay 2 * 12 = 24 dollars.\nThe children pay 3 * 6 = 18 dollars.\nTogether they pay 24 + 18 = 42 dollars.\nThe answer is 42.',
  },
]
