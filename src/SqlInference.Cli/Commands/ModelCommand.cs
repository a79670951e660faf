using System.CommandLine;
using System.CommandLine.Parsing;
using SqlInference.Catalog;
using SqlInference.Cli.Terminal;
using SqlInference.Server.Configuration;
using SqlInference.Service;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference model</c>: what is done with one model outside of statements.</summary>
sealed class ModelCommand
{
    const string Examples =
        """
          sqlinference model export churn_model churn.onnx
          sqlinference model export sales.ratings ratings.onnx --data /var/lib/sqlinference --database sales

        The file takes columns as they are, texts included, and gives the prediction and, of a classifier, the
        probabilities. ONNX Runtime runs it. Before it gets its name it is compared with the model. A service may
        have the folder open meanwhile.
        """;

    readonly Option<string> _data = DataOption.Create();

    readonly Option<string?> _catalog = new("--catalog")
    {
        Description = "The database with the catalog, where it is not in the data folder: postgresql://USER@HOST/DATABASE or sqlserver://USER@HOST/DATABASE.",
        HelpName = "URL",
    };

    readonly Option<string> _database = new("--database") { Description = "The database that the model belongs to.", HelpName = "NAME", DefaultValueFactory = _ => "local" };

    readonly Argument<string> _name = new("name") { Description = "The model: SCHEMA.NAME, or NAME where only one schema has it." };

    readonly Argument<string> _file = new("file") { Description = "The file to write; there may be none of that name yet." };

    public static Command Create() => new Command("model", "Take a model away.") { new ModelCommand().Export() }.WithExamples(Examples);

    Command Export()
    {
        var command = new Command("export", "Write a trained model as one ONNX file.") { _name, _file, _data, _catalog, _database };
        command.Validators.Add(CheckCatalog);
        command.SetAction(arguments => CommandRun.Run(interruptEnds: true, (console, _) => Export(arguments, console)));
        return command.WithExamples(Examples);
    }

    int Export(ParseResult arguments, UserConsole console)
    {
        var location = CatalogLocation.TryParse(arguments.GetValue(_data)!, arguments.GetValue(_catalog), out _)!;
        using var catalog = location.Open();
        var (name, file) = (arguments.GetValue(_name)!, arguments.GetValue(_file)!);
        ModelExport.Write(catalog, new ArtifactStore(location.ArtifactFolder), arguments.GetValue(_database)!, name, file);
        console.Notice($"Model '{name}' is in '{file}'; ONNX Runtime gives the model's own answers with it.");
        return CommandRun.Ok;
    }

    void CheckCatalog(CommandResult result)
    {
        var given = result.GetResult(_catalog) is { Tokens: [var token] } ? token.Value : null;
        if (CatalogLocation.TryParse("", given, out var error) is null)
            result.AddError($"--catalog {error}.");
    }
}
