import ProgramConventions

await Program.run(CampaignLoad.self)
