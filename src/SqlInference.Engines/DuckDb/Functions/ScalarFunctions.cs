using SqlInference.Engines.DuckDb.Native;
using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>Makes scalar functions known to an open database: callable by their plain names under every search path, until it is closed.</summary>
public static class ScalarFunctions
{
    /// <summary>Registers a function that belongs to the engine rather than to a model; no macro names it.</summary>
    public static void Register(DuckDbConnection connection, PredictionFunction function)
    {
        SignatureCheck.Run(function);
        if (!TryRegister(connection, function.Name, function))
        {
            throw new DuckDbException(ErrorConditions.DatabaseError, DuckDbErrorType.Catalog,
                $"DuckDB refuses to register function {function.Name}.", "A function of that name may exist already.");
        }
    }

    internal static bool TryRegister(DuckDbConnection connection, string name, PredictionFunction function)
    {
        using var handle = DuckDbNative.CreateScalarFunction();
        DuckDbNative.ScalarFunctionSetName(handle, name);
        foreach (var parameter in function.Parameters)
        {
            using var type = LogicalTypes.Create(parameter.Type);
            DuckDbNative.ScalarFunctionAddParameter(handle, type);
        }

        using (var type = LogicalTypes.Create(function.Returns))
            DuckDbNative.ScalarFunctionSetReturnType(handle, type);
        // Otherwise DuckDB answers a constant NULL itself, without asking a model to which NULL means something.
        if (function.Scorer.Signature.Inputs.Any(input => input.AcceptsNull))
            DuckDbNative.ScalarFunctionSetSpecialHandling(handle);
        ScalarCallbacks.Attach(handle, new(function, connection.Database.Running));
        return DuckDbNative.RegisterScalarFunction(connection.Handle, handle) == DuckDbNative.Success;
    }
}
