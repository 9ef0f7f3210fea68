// expected: 'RecordedPermit' initializer is inaccessible due to 'fileprivate' protection level

import CoreProtocol
import Decisions
import Pipeline

/// A recorded permit out of a receipt alone.
func forge(_ receipt: Receipt, _ operation: CoreOperation) -> RecordedPermit {
    RecordedPermit(receipt: receipt, operation: operation)
}
