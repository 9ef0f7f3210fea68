/// Whether faces are searched in recordings or as they pass.
package enum Mode: String, ClosedVocabulary {
    case retrospective
    case live
}
