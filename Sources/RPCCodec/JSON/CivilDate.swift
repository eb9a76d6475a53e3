/// A day of the Gregorian calendar, extended to the years before it.
struct CivilDate: Equatable {
  let year: Int64
  let month: Int64
  let day: Int64

  /// The day that lies so many days after 1970-01-01. Counts in years that begin on March 1st, so that the leap day is
  /// the last of its year, and in eras of 400 years, which all have the same days. From the year 0 on.
  init(daysSinceEpoch: Int64) {
    let days = daysSinceEpoch + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }
}
