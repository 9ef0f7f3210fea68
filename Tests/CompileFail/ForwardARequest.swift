// expected: cannot convert value of type 'CoreRequest' to expected argument type 'Order'

import CoreProtocol
import Pipeline

/// A request to the core that nothing permitted.
func forward(_ request: CoreRequest, to core: some MatchingCore) async -> CoreResponse {
    await core.perform(request)
}
