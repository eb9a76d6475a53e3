import ProgramConventions

await ServiceProgram.main(ServerCommand.self)
