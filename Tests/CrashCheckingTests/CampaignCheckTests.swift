import CrashChecking
import Testing

@Suite struct CampaignCheckTests {
  private let paused = Told.state(campaign: 1, .paused)
  private let open = Told.state(campaign: 1, .open)

  @Test func aCampaignThatIsGoneIsFound() {
    #expect(History.of(.created(campaign: 1, key: "k"), key: "k").broken.isEmpty)
    #expect(History.of(.created(campaign: 1, key: "k"), key: "other").broken == [.toldCampaignIsStored])
    #expect(History.of(.created(campaign: 2, key: "k"), key: "k").broken == [.toldCampaignIsStored])
  }

  @Test func transitionsThatAreGoneAreFound() {
    #expect(History.of(paused, open, paused, pauses: 2, resumes: 1).broken.isEmpty)
    #expect(History.of(paused, open, paused, pauses: 1, resumes: 1).broken == [.toldTransitionsAreStored])
    #expect(History.of(paused, open, pauses: 1).broken == [.toldTransitionsAreStored])
    #expect(History.of(paused, paused, pauses: 1).broken.isEmpty)
  }

  @Test func statesThatWereToldAtOnceProveOneTransition() {
    var history = History.of(pauses: 1, resumes: 1)
    history.observations = [
      Observation(sent: 0, heard: 3, told: paused), Observation(sent: 1, heard: 4, told: open),
      Observation(sent: 2, heard: 5, told: paused),
    ]
    #expect(history.broken.isEmpty)
  }

  @Test func couponsPagesAndRefusalsProveTransitionsToo() {
    let coupon = Told.issued(.number(1))
    #expect(History.of(paused, coupon, stored: [.number(1)], pauses: 1).broken == [.toldTransitionsAreStored])
    #expect(History.of(paused, coupon, stored: [.number(1)], pauses: 1, resumes: 1).broken.isEmpty)
    let page = Told.page(.showing([], issued: 0, left: 10, phase: .paused))
    #expect(History.of(page).broken == [.toldTransitionsAreStored])
    #expect(History.of(.pausedRefusal(campaign: 1)).broken == [.toldTransitionsAreStored])
    #expect(History.of(paused, open, .pausedRefusal(campaign: 1), pauses: 1, resumes: 1).broken.isEmpty)
  }
}
