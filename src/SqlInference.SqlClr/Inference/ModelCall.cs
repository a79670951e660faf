using System.Data.SqlTypes;
using System.Globalization;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Inference;

/// <summary>What is asked of which version of which model, and what for: what the table of prediction functions says of one.</summary>
sealed class ModelCall
{
    ModelCall(string model, int version, string output, ColumnType returns, Parameter[] parameters)
    {
        Model = model;
        Version = version;
        Output = output;
        Returns = returns;
        Parameters = parameters;
    }

    /// <summary>As it is named on the wire: database.schema.name.</summary>
    public string Model { get; }

    public int Version { get; }

    public string Output { get; }

    public ColumnType Returns { get; }

    public Parameter[] Parameters { get; }

    /// <summary>What errors begin with.</summary>
    public string What => $"Model '{Model}'";

    public string Path => $"/v2/models/{Model}/versions/{Version.ToString(CultureInfo.InvariantCulture)}/infer";

    /// <param name="parameters">NULL where the model has no function here.</param>
    public static ModelCall Of(SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters)
    {
        if (model.IsNull || version.IsNull || output.IsNull || returns.IsNull || parameters.IsNull)
        {
            throw new InferenceError(ErrorCodes.UnknownModel,
                $"There is no prediction function for model '{(model.IsNull ? "NULL" : model.Value)}' in this database.",
                "EXEC sqlinference.run N'SHOW MODEL ALL' lists the models; one that is there already gets its function by ALTER MODEL … USE VERSION.");
        }

        return new(model.Value, version.Value, output.Value, ColumnType.Parse(returns.Value), Parameter.Read(parameters.Value));
    }

    /// <summary>Whether NULL in one of the arguments is NULL in the answer, without asking.</summary>
    public static bool IsNullIn(Columns oneRow)
    {
        foreach (var column in oneRow.All)
        {
            if (column.HasNulls && !column.Parameter.AcceptsNull)
                return true;
        }

        return false;
    }
}
