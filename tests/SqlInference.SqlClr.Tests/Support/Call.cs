using System.Data.SqlTypes;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>A prediction function as the table of functions has it.</summary>
sealed class Call
{
    public Call(string model, string returns, string parameters, string output = "prediction", int version = 1)
    {
        Model = model;
        Returns = returns;
        Parameters = parameters;
        Output = output;
        Version = version;
    }

    public SqlString Model { get; }

    public SqlInt32 Version { get; }

    public SqlString Output { get; }

    public SqlString Returns { get; }

    public SqlString Parameters { get; }

    /// <summary>A model of one parameter, for hosts that do not care.</summary>
    public static Call Of(string returns, string type = "int", bool nullable = false) => new("shop.dbo.m", returns, Parameter("a", type, nullable));

    /// <summary>A model that was trained on the number of rides.</summary>
    public static Call Rides(string name, string returns) => new($"local.public.{name}", returns, Parameter("n", "int"));

    /// <summary>The classifier that takes every type.</summary>
    public static Call Colours(string output = "prediction") => new("local.public.colours", "nvarchar(max)",
        $"[{Things("smallint", "int", "bigint", "real", "float", "decimal(12,2)", "bit", "nvarchar(max)", "date", "datetime2")}]", output);

    public static string Parameter(string name, string type, bool nullable = false) => $"[{One(name, type, nullable)}]";

    static string Things(params string[] types)
    {
        string[] names = ["small", "size", "large", "ratio", "price", "cost", "flag", "note", "day", "seen"];
        var parameters = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
            parameters[i] = One(names[i], types[i], nullable: true);
        return string.Join(",", parameters);
    }

    static string One(string name, string type, bool nullable) =>
        $$"""{"name":"{{name}}","type":"{{type}}","input":"{{name}}","datatype":"any","nullable":{{(nullable ? "true" : "false")}}}""";
}
