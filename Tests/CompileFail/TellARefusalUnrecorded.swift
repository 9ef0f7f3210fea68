// expected: 'RecordedRefusal' initializer is inaccessible due to 'fileprivate' protection level

import Decisions
import Pipeline

/// A refusal that may be told, without its entry.
func tell(_ refusal: Refusal, _ receipt: Receipt) -> RecordedRefusal {
    RecordedRefusal(ruling: refusal.ruling, receipt: receipt)
}
