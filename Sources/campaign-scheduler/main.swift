import ProgramConventions

await ServiceProgram.main(SchedulerCommand.self)
