/// What a registered collection holds; the closed list of the policy vocabulary.
package enum CollectionKind: String, ClosedVocabulary {
    case mugshots
    case missingChildren = "missing_children"
    case missingAdults = "missing_adults"
    case trafficking
    case childAbuseVictims = "csam_victims"
    case driverLicences = "driver_licences"
    case passports
    case seizedDevice = "seized_device"
    case watchlist
    case scraped
    case employees
    case researchConsented = "research_consented"
}
