using SqlInference.TestKit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace SqlInference.Catalog.Tests;

/// <summary>A test that every kind of catalog has to pass. On PostgreSQL it is skipped, saying why, where no server can be started; on SQL Server it is there where a server is given.</summary>
[XunitTestCaseDiscoverer("SqlInference.Catalog.Tests.CatalogFactDiscoverer", "SqlInference.Catalog.Tests")]
public sealed class CatalogFactAttribute : FactAttribute;

/// <inheritdoc cref="CatalogFactAttribute"/>
[XunitTestCaseDiscoverer("SqlInference.Catalog.Tests.CatalogTheoryDiscoverer", "SqlInference.Catalog.Tests")]
public sealed class CatalogTheoryAttribute : TheoryAttribute;

public sealed class CatalogFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        SkippedTests.Of(DiagnosticMessageSink, discoveryOptions, testMethod) ?? base.Discover(discoveryOptions, testMethod, factAttribute);
}

public sealed class CatalogTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        SkippedTests.Of(DiagnosticMessageSink, discoveryOptions, testMethod) ?? base.Discover(discoveryOptions, testMethod, theoryAttribute);
}

static class SkippedTests
{
    public static IEnumerable<IXunitTestCase>? Of(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method) => method.TestClass.TestCollection.DisplayName switch
    {
        OnPostgreSql.Name when PostgresInstallation.WhyNot is { } why =>
            [new XunitSkippedDataRowTestCase(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, why)],
        // SqlServerTests say why, once for all.
        OnSqlServer.Name when SqlServerInstallation.WhyNot is not null => [],
        _ => null,
    };
}
