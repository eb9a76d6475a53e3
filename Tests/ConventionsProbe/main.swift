import ProgramConventions

await Program.run(ConventionsProbe.self)
