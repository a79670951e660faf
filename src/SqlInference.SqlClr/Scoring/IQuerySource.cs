using System.Data;

namespace SqlInference.SqlClr.Scoring;

/// <summary>Runs a caller's query.</summary>
interface IQuerySource
{
    IDataReader Run(string query);
}
