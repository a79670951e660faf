using System.CommandLine;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Output;

/// <summary>The formats by name.</summary>
static class FormatNames
{
    public const int DefaultMaxRows = 40;
    public const string Table = "table";
    public const string Csv = "csv";
    public const string Json = "json";

    public static readonly string[] All = [Table, Csv, Json];

    public static Option<string> Option()
    {
        var option = new Option<string>("--format")
        {
            Description = "How results are printed: table, csv or json.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => Table,
        };
        option.AcceptOnlyFromAmong(All);
        return option;
    }

    public static IResultFormat Create(string name, UserConsole console, int maxRows) => name switch
    {
        Csv => new CsvFormat(console.Out),
        Json => new JsonFormat(console.Out),
        _ => new TableFormat(console.Out, maxRows, console.OutIsTerminal, console.OutHasColour),
    };
}
