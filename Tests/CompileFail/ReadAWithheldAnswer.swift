// expected: 'answer' is inaccessible due to 'private' protection level

import Pipeline

/// An answer, read before its outcome is recorded.
func peek(_ withheld: borrowing WithheldAnswer) -> GateAnswer { withheld.answer }
