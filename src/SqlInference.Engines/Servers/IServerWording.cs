using System.Data.Common;

namespace SqlInference.Engines.Servers;

/// <summary>How a kind of server says things: its values as text, its errors as ours. Stateless.</summary>
interface IServerWording
{
    ServerColumn Column(DbDataReader reader, int column);

    /// <summary>A value that is not NULL.</summary>
    string Text(DbDataReader reader, int column);

    /// <param name="sql">What was sent, for the place of the error in it.</param>
    Exception Translate(DbException exception, string sql, CancellationToken cancellation);
}
