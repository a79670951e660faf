using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.SqlServer.Server;
using SqlInference.SqlClr.Tests.Support;

namespace SqlInference.SqlClr.Tests;

/// <summary>What SQL Server asks of an assembly with EXTERNAL_ACCESS, as far as the assembly tells.</summary>
public sealed class AssemblyTests
{
    const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    static readonly Assembly Assembly = typeof(PredictionFunctions).Assembly;

    /// <summary>learn.microsoft.com, "Supported .NET Framework libraries", as far as anything here may want them.</summary>
    static readonly string[] Supported = ["mscorlib", "System", "System.Data", "System.Xml", "System.Core"];

    static IEnumerable<Type> Types => Assembly.GetTypes();

    [Fact]
    public void It_refers_to_supported_libraries_only() =>
        Assert.Empty(Assembly.GetReferencedAssemblies().Select(reference => reference.Name).Except(Supported));

    [Fact]
    public void No_static_field_can_be_written()
    {
        var mutable = Types.SelectMany(type => type.GetFields(Own)).Where(field => field.IsStatic && !field.IsInitOnly && !field.IsLiteral);

        Assert.Empty(mutable.Select(field => $"{field.DeclaringType}.{field.Name}"));
    }

    [Fact]
    public void Nothing_has_a_finalizer() =>
        Assert.DoesNotContain(Types.SelectMany(type => type.GetMethods(Own)), method => method.Name == "Finalize");

    [Fact]
    public void Nothing_native_is_called_and_nothing_is_unsafe()
    {
        Assert.DoesNotContain(Types.SelectMany(type => type.GetMethods(Own)), method => (method.Attributes & MethodAttributes.PinvokeImpl) != 0);
        Assert.False(Assembly.IsDefined(typeof(System.Security.UnverifiableCodeAttribute)) || Assembly.ManifestModule.IsDefined(typeof(System.Security.UnverifiableCodeAttribute)));
    }

    [VerifierFact]
    public void Its_code_is_verifiable() => Assert.Equal("", VerifierFactAttribute.Verify(Assembly.Location));

    [VerifierFact]
    public void Code_that_is_not_would_be_noticed() =>
        Assert.Contains("Not Verifiable", VerifierFactAttribute.Verify(typeof(System.Runtime.CompilerServices.Unsafe).Assembly.Location));

    [Fact]
    public void Every_function_says_what_it_reads_and_that_it_is_not_deterministic()
    {
        foreach (var method in Types.SelectMany(type => type.GetMethods(Own)).Where(method => method.IsDefined(typeof(SqlFunctionAttribute))))
        {
            var attribute = method.GetCustomAttribute<SqlFunctionAttribute>();
            var access = method.DeclaringType == typeof(TableFunctions) ? DataAccessKind.Read : DataAccessKind.None;
            Assert.Equal((access, (SystemDataAccessKind)access, false), (attribute.DataAccess, attribute.SystemDataAccess, attribute.IsDeterministic));
        }
    }

    [Fact]
    public void Only_entry_points_and_what_fills_their_rows_are_public()
    {
        Assert.Equal(["Collect", "PredictionFunctions", "RegistryFunctions", "Steps", "TableFunctions"], Assembly.GetExportedTypes().Select(type => type.Name).OrderBy(name => name, StringComparer.Ordinal));
        Assert.All(Types.Where(type => type.IsClass && !type.IsAbstract && !type.IsDefined(typeof(CompilerGeneratedAttribute))), type => Assert.True(type.IsSealed, type.FullName));
    }
}
