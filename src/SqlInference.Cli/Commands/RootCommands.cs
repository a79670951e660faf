using System.CommandLine;
using System.CommandLine.Help;

namespace SqlInference.Cli.Commands;

/// <summary>The command without its subcommands.</summary>
static class RootCommands
{
    const string Examples =
        """
          sqlinference shell
          sqlinference run script.sql
          sqlinference run --data /var/lib/models -c "SHOW MODEL ALL"

        Exit codes: 0 done, 1 internal error, 2 wrong command line, 3 wrong statement, 4 unknown or existing name,
        5 model file, 6 data, 7 permission, 8 not available, 130 Ctrl-C.
        """;

    public static RootCommand Create()
    {
        var root = new RootCommand("Machine learning models as SQL functions.");
        foreach (var option in root.Options.ToList())
        {
            if (option is HelpOption)
                root.Options.Remove(option);
            else if (option is VersionOption)
                option.Action = new VersionLine();
        }

        root.WithExamples(Examples);
        return root;
    }
}
