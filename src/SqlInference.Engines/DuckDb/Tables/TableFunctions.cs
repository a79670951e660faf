using SqlInference.Engines.DuckDb.Functions;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>Makes table functions known to an open database: callable by their plain names under every search path, until it is closed.</summary>
public static class TableFunctions
{
    public static void Register(DuckDbConnection connection, ITableSource source)
    {
        using var handle = DuckDbNative.CreateTableFunction();
        DuckDbNative.TableFunctionSetName(handle, source.Name);
        foreach (var parameter in source.Parameters)
        {
            using var type = LogicalTypes.Create(parameter.Type);
            DuckDbNative.TableFunctionAddParameter(handle, type);
        }

        foreach (var parameter in source.NamedParameters)
        {
            using var type = LogicalTypes.Create(parameter.Type);
            DuckDbNative.TableFunctionAddNamedParameter(handle, parameter.Name, type);
        }

        TableCallbacks.Attach(handle, new(source, connection.Database));
        if (DuckDbNative.RegisterTableFunction(connection.Handle, handle) != DuckDbNative.Success)
        {
            throw new DuckDbException(ErrorConditions.DatabaseError, DuckDbErrorType.Catalog,
                $"DuckDB refuses to register table function {source.Name}.", "A function of that name may exist already.");
        }
    }
}
