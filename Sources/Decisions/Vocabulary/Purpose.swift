/// What a request is for, as the caller states it; the closed list of the policy vocabulary.
package enum Purpose: String, ClosedVocabulary {
    case identifySuspect = "identify_suspect"
    case identifyVictim = "identify_victim"
    case identifyWitness = "identify_witness"
    case missingChild = "missing_child"
    case missingAdult = "missing_adult"
    case deceased
    case traffickingVictim = "trafficking_victim"
    case childExploitation = "child_exploitation"
    case imminentThreat = "imminent_threat"
    case immigration
    case protest
    case surveillance
    case identityFraud = "id_fraud"
    case journalism
    case research
    case audit
}
