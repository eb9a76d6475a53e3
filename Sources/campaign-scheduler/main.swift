import ProgramConventions

await Program.run(SchedulerCommand.self)
