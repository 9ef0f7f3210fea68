/// The classes that an organisation can be registered in.
///
/// `police` itself is never registered: it is derived from the six classes below it.
package enum OrganisationClass: String, ClosedVocabulary {
    case policeFederal = "police_federal"
    case policeState = "police_state"
    case policeLocal = "police_local"
    case policeCampus = "police_campus"
    case immigration
    case corrections
    case intelligence
    case prosecutor
    case motorVehicles = "motor_vehicles"
    case childProtection = "child_protection"
    case antiTrafficking = "anti_trafficking"
    case intermediary
    case business
    case news
    case research
    case court
    case overseer
    case auditor
    case `operator`

    /// Whether members of the class are police for every rule.
    package var isPolice: Bool {
        switch self {
        case .policeFederal, .policeState, .policeLocal, .policeCampus, .immigration, .corrections: true
        default: false
        }
    }
}
