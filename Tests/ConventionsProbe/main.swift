import ProgramConventions

// Some of its commands are long-running programs.
switch CommandLine.arguments.dropFirst().first {
case "serve", "chatter", "break-down": await ServiceProgram.main(ConventionsProbe.self)
default: await Program.run(ConventionsProbe.self)
}
