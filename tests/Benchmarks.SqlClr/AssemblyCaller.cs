using System.Data.SqlTypes;
using SqlInference.SqlClr;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Service;
using SqlInference.SqlClr.Tests.Support;

namespace Benchmarks.SqlClr;

/// <summary>The assembly as SQL Server would call it; the temporary table is in memory.</summary>
sealed class AssemblyCaller
{
    const int TimeoutMs = 60_000;

    readonly SqlString _address;
    readonly SqlString _model;
    readonly SqlString _parameters;

    public AssemblyCaller(string address, string model, string parameter)
    {
        _address = address;
        _model = model;
        _parameters = $$"""[{"name":"{{parameter}}","type":"int","input":"{{parameter}}","nullable":false}]""";
    }

    public const string Name = "the assembly on Mono";

    /// <summary>One row by one request.</summary>
    public double One(int row) => PredictionFunctions.PredictFloat(_address, SqlString.Null, TimeoutMs, "benchmark", "", _model, 1, "prediction", "float", _parameters,
        new SqlBytes([1, (byte)(row >> 24), (byte)(row >> 16), (byte)(row >> 8), (byte)row])).Value;

    /// <summary>So many rows in batches.</summary>
    public void Many(int rows, int batchRows)
    {
        var table = new MemoryRows(number => number <= rows ? [(int)number] : null, ("n", typeof(int))) { OnlyCounts = true };
        Steps.ScoreRows(table, Connection.Of(_address, SqlString.Null, TimeoutMs, "benchmark", ""), ModelCall.Of(_model, 1, "prediction", "float", _parameters),
            MemoryRows.ReadStatement, MemoryRows.WriteStatement, batchRows);
    }
}
