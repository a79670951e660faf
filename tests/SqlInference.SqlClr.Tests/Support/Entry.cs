using System.Data.SqlTypes;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>Calls the entry point for a function's type, as its wrapper would.</summary>
static class Entry
{
    public static object Predict(Asker a, Call c, SqlBytes row) => c.Returns.Value.Split('(')[0] switch
    {
        "bit" => PredictionFunctions.PredictBit(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row),
        "smallint" => PredictionFunctions.PredictSmallInt(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row),
        "int" => PredictionFunctions.PredictInt(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row),
        "bigint" => PredictionFunctions.PredictBigInt(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row),
        "real" => PredictionFunctions.PredictReal(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row),
        "float" => PredictionFunctions.PredictFloat(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row),
        "decimal" => PredictionFunctions.PredictDecimal(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row),
        "nvarchar" => PredictionFunctions.PredictText(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row),
        _ => PredictionFunctions.PredictMoment(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, row)!,
    };
}
