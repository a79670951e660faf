using System.Globalization;
using System.Text;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>The DDL of the macros that give prediction functions their public names.</summary>
static class MacroSql
{
    public const string InternalPrefix = "__sqlinference_";

    public static string Create(FunctionName name, IEnumerable<PredictionFunction> overloads) =>
        $"CREATE OR REPLACE MACRO {name}{string.Join(", ", overloads.Select(Overload))}";

    // Without OR REPLACE: a temporary macro that is there already is the user's own.
    public static string CreateTemporary(PredictionFunction function) =>
        $"CREATE TEMP MACRO {SqlText.Identifier(function.Name)}{Overload(function)}";

    public static string DropTemporary(string name) => $"DROP MACRO IF EXISTS temp.{SqlText.Identifier(name)}";

    public static string Drop(FunctionName name) => $"DROP MACRO IF EXISTS {name}";

    /// <summary>The name of the C function: letters, digits and underscores, whatever the id holds.</summary>
    public static string InternalName(PredictionFunction function)
    {
        var name = new StringBuilder(InternalPrefix);
        foreach (var c in function.Id)
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
                name.Append(c);
            else
                name.Append(CultureInfo.InvariantCulture, $"${(int)c:x4}");
        }

        return function.Output == 0 ? name.ToString() : name.Append(CultureInfo.InvariantCulture, $"_o{function.Output}").ToString();
    }

    static string Overload(PredictionFunction function)
    {
        var names = function.Parameters.Select(parameter => SqlText.Identifier(parameter.Name));
        // The casts let callers pass what converts to the declared types, as with any SQL function.
        var arguments = function.Parameters.Select(parameter => $"CAST({SqlText.Identifier(parameter.Name)} AS {parameter.Type})");
        return $"({string.Join(", ", names)}) AS {SqlText.Identifier(InternalName(function))}({string.Join(", ", arguments)})";
    }
}
