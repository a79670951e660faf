using SqlInference.Cli.Commands;
using SqlInference.Cli.Plot;

Cultures.LoadFor(args);

var root = RootCommands.Create();
root.Subcommands.Add(ShellCommand.Create());
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(GatewayCommand.Create());
root.Subcommands.Add(StatusCommand.Create());
root.Subcommands.Add(ModelsCommand.Create());
root.Subcommands.Add(ModelCommand.Create());
root.Subcommands.Add(TokenCommand.Create());
root.Subcommands.Add(KeyCommand.Create());
root.Subcommands.Add(BackupCommand.Create());
root.Subcommands.Add(RestoreCommand.Create());
root.Subcommands.Add(PlotCommand.Create());
return root.ParseAndRun(args);
