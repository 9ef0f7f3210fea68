import Decisions
import PolicyControl
import StrictJSON

/// Who speaks to the gate in the story, by the name of the certificate that `abeyance init` made.
enum Party {
    /// The International Center for Missing & Exploited Children: an NGO that the policy names.
    case ngo
    /// An invented police department.
    case police
    /// Somebody with a certificate of the right authority that no organisation is registered for.
    case unregistered
    /// Somebody with the department's name in a certificate of an authority that nobody pinned.
    case untrusted

    var name: String {
        switch self {
        case .ngo: DemonstrationRegistry.Member.icmec.word.value
        case .police: DemonstrationRegistry.policeName.value
        case .unregistered: Cast.unregistered
        case .untrusted: Cast.untrusted
        }
    }

    /// The collection that the party owns.
    var collection: String {
        switch self {
        case .ngo: DemonstrationRegistry.missingChildren.value
        default: DemonstrationRegistry.mugshots.value
        }
    }
}
