// expected: missing argument for parameter 'under' in call

import Pipeline

/// An answer, released before its outcome is recorded.
func release(_ withheld: consuming WithheldAnswer) throws -> GateAnswer { try withheld.released() }
