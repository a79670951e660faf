using System;
using System.Collections.Generic;
using System.Data.SqlTypes;
using System.Linq;
using System.Reflection;
using Microsoft.SqlServer.Server;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ParameterModifier = Microsoft.SqlServer.TransactSql.ScriptDom.ParameterModifier;

namespace SqlInference.SqlClr.Tests.Scripts;

/// <summary>What T-SQL says of the assembly's entry points against what they are.</summary>
public sealed class ExternalNameTests
{
    static readonly Assembly Assembly = typeof(PredictionFunctions).Assembly;

    static readonly TSqlStatement[] Statements =
        [.. ScriptFiles.Parse(ScriptFiles.Text("40-clr-assembly.sql")).Batches.SelectMany(batch => batch.Statements)];

    [Fact]
    public void Functions_and_procedures_have_the_parameters_and_types_that_T_SQL_says()
    {
        foreach (var statement in Statements.OfType<ProcedureStatementBodyBase>())
        {
            var method = MethodOf(statement.MethodSpecifier);
            Assert.Equal(statement.Parameters.Select(Described), method.GetParameters().Select(Described));
            Assert.Equal(statement switch
            {
                CreateFunctionStatement { ReturnType: ScalarFunctionReturnType scalar } => ClrType(scalar.DataType),
                CreateFunctionStatement => typeof(System.Collections.IEnumerable),
                _ => typeof(void),
            }, method.ReturnType);
        }
    }

    [Fact]
    public void Table_valued_functions_fill_the_columns_that_T_SQL_says()
    {
        foreach (var function in Statements.OfType<CreateFunctionStatement>().Where(function => function.ReturnType is TableValuedFunctionReturnType))
        {
            var columns = ((TableValuedFunctionReturnType)function.ReturnType).DeclareTableVariableBody.Definition.ColumnDefinitions;
            var method = MethodOf(function.MethodSpecifier);
            var attribute = method.GetCustomAttribute<SqlFunctionAttribute>();
            var fill = method.DeclaringType!.GetMethod(attribute.FillRowMethodName)!;

            Assert.Equal(typeof(object), fill.GetParameters()[0].ParameterType);
            Assert.Equal(columns.Select(column => ClrType(column.DataType).MakeByRefType()), fill.GetParameters().Skip(1).Select(parameter => parameter.ParameterType));
            Assert.True(fill.GetParameters().Skip(1).All(parameter => parameter.IsOut));
            Assert.Equal(attribute.TableDefinition, string.Join(", ", columns.Select(column => $"{column.ColumnIdentifier.Value} {TypeName(column.DataType)}")));
        }
    }

    [Fact]
    public void The_aggregate_accumulates_and_ends_as_T_SQL_says()
    {
        var aggregate = Statements.OfType<CreateAggregateStatement>().Single();
        var type = Assembly.GetType(aggregate.AssemblyName.ClassName.Value, throwOnError: true)!;

        Assert.Equal(aggregate.Parameters.Select(parameter => ClrType(parameter.DataType)), type.GetMethod("Accumulate")!.GetParameters().Select(parameter => parameter.ParameterType));
        Assert.Equal(ClrType(aggregate.ReturnType), type.GetMethod("Terminate")!.ReturnType);
        Assert.Equal(-1, type.GetCustomAttribute<SqlUserDefinedAggregateAttribute>().MaxByteSize);
        Assert.True(typeof(IBinarySerialize).IsAssignableFrom(type));
    }

    [Fact]
    public void Every_entry_point_is_made_known_to_T_SQL()
    {
        var entries = Assembly.GetExportedTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(SqlFunctionAttribute)) || method.IsDefined(typeof(SqlProcedureAttribute)));

        Assert.Equal(
            entries.Select(method => $"{method.DeclaringType!.FullName}.{method.Name}").OrderBy(name => name, StringComparer.Ordinal),
            Statements.OfType<ProcedureStatementBodyBase>().Select(statement => $"{statement.MethodSpecifier.ClassName.Value}.{statement.MethodSpecifier.MethodName.Value}")
                .OrderBy(name => name, StringComparer.Ordinal));
    }

    [Fact]
    public void What_goes_is_dropped_before_its_assembly()
    {
        var dropped = Statements.OfType<DropObjectsStatement>().SelectMany(drop => drop.Objects).Select(name => name.BaseIdentifier.Value).OrderBy(name => name, StringComparer.Ordinal);
        var created = Statements.Select(statement => statement switch
        {
            CreateFunctionStatement function => function.Name.BaseIdentifier.Value,
            CreateProcedureStatement procedure => procedure.ProcedureReference.Name.BaseIdentifier.Value,
            CreateAggregateStatement aggregate => aggregate.Name.BaseIdentifier.Value,
            CreateAssemblyStatement assembly => assembly.Name.Value,
            _ => null,
        }).OfType<string>().OrderBy(name => name, StringComparer.Ordinal);

        Assert.Equal(created, dropped);
    }

    static MethodInfo MethodOf(MethodSpecifier specifier)
    {
        Assert.Equal(Assembly.GetName().Name, specifier.AssemblyName.Value);
        var method = Assembly.GetType(specifier.ClassName.Value, throwOnError: true)!.GetMethods().Where(method => method.Name == specifier.MethodName.Value).ToArray();
        // SQL Server takes no overloads.
        return Assert.Single(method);
    }

    static (string Name, Type Type) Described(ProcedureParameter parameter)
    {
        var type = ClrType(parameter.DataType);
        return (parameter.VariableName.Value.TrimStart('@').Replace("_", "").ToLowerInvariant(), parameter.Modifier == ParameterModifier.Output ? type.MakeByRefType() : type);
    }

    static (string Name, Type Type) Described(ParameterInfo parameter) => (parameter.Name!.ToLowerInvariant(), parameter.ParameterType);

    static string TypeName(DataTypeReference type)
    {
        var sql = (SqlDataTypeReference)type;
        var size = sql.Parameters.Count == 0 ? "" : $"({string.Join(", ", sql.Parameters.Select(parameter => parameter.Value.ToLowerInvariant()))})";
        return sql.Name.BaseIdentifier.Value + size;
    }

    static Type ClrType(DataTypeReference type) => new Dictionary<string, Type>
    {
        ["bit"] = typeof(SqlBoolean),
        ["smallint"] = typeof(SqlInt16),
        ["int"] = typeof(SqlInt32),
        ["bigint"] = typeof(SqlInt64),
        ["real"] = typeof(SqlSingle),
        ["float"] = typeof(SqlDouble),
        ["nvarchar"] = typeof(SqlString),
        ["varbinary"] = typeof(SqlBytes),
        ["datetime2"] = typeof(DateTime?),
    }[((SqlDataTypeReference)type).Name.BaseIdentifier.Value];
}
