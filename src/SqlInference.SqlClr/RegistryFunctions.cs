using System.Data.SqlTypes;
using Microsoft.SqlServer.Server;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr;

/// <summary>What views are made of.</summary>
public static class RegistryFunctions
{
    /// <summary>What the service has at a path, as JSON.</summary>
    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    [return: SqlFacet(MaxSize = -1)]
    public static SqlString Get(SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles, SqlString path) =>
        path.IsNull ? SqlString.Null : Registry.Ask(Connection.Of(service, token, timeoutMs, user, roles), "GET", path.Value, null);
}
