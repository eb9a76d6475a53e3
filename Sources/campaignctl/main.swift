import CampaignConsole
import ProgramConventions

// SIGINT and SIGTERM end it at once, as users of one-shot commands expect: it serves nobody, so there is nothing to
// drain, and a call that the server took up is finished there.
await Program.run(Campaignctl.self)
