// expected: 'Order' initializer is inaccessible due to 'fileprivate' protection level

import CoreProtocol
import Pipeline

/// An order out of a request alone.
func forge(_ request: CoreRequest) -> Order { Order(request: request) }
