using System.Data;

namespace SqlInference.SqlClr.Scoring;

/// <summary>The rows of a temporary table of the session, numbered by an identity. One reader at a time, and none while something is written.</summary>
interface IStoredRows
{
    /// <param name="read">A query with @after and @count: the next rows behind a number, that number first.</param>
    IDataReader Read(string read, long after, int count);

    /// <param name="write">A statement with @answers: numbers of rows with their predictions, as JSON.</param>
    void Write(string write, string answers);
}
