import ProgramConventions

await Program.run(ServerCommand.self)
