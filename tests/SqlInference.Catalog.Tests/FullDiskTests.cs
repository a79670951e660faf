using SqlInference.Catalog.Store;
using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests;

public sealed class FullDiskTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_catalog_that_cannot_grow_says_so_and_goes_on_when_it_can()
    {
        var dialect = new LimitedDialect(_folder.CatalogPath);
        using var catalog = CatalogDatabase.Open(dialect, new CatalogOptions(), Migration.Of("sqlite"));
        var large = new string('x', 100_000);
        void Write() => catalog.AuditTrail.Record("ann", "TEST", "x", AuditOutcome.Succeeded, large);

        dialect.IsFull = true;
        for (var i = 0; i < 3; i++)
        {
            var exception = Assert.Throws<SqlInferenceException>(Write);
            Assert.Equal(ErrorConditions.DiskFull, exception.Condition);
            Assert.Contains(_folder.CatalogPath, exception.Message, StringComparison.Ordinal);
            Assert.Empty(catalog.AuditTrail.Newest(10));
        }

        dialect.IsFull = false;
        Write();
        Assert.Equal(large, Assert.Single(catalog.AuditTrail.Newest(10)).Detail);
    }

    [LinuxFact]
    public void A_full_device_is_told_from_a_broken_one()
    {
        var full = Assert.Throws<IOException>(() =>
        {
            using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
            device.Write(new byte[8192]);
            device.Flush();
        });
        Assert.Equal(ErrorConditions.DiskFull, FolderErrors.Unusable("/dev", full).Condition);
        Assert.Equal(ErrorConditions.DataFolderUnusable, FolderErrors.Unusable("/dev", new IOException("Input/output error", 5)).Condition);
    }

    /// <summary>On a real file system, where catalog and artifacts meet its end at different steps depending on its size.</summary>
    [SmallDiskTheory]
    [InlineData(450)]
    [InlineData(600)]
    [InlineData(700)]
    public void A_disk_that_fills_up_while_models_are_made_is_called_full(int kibibytes)
    {
        using var host = HostProcess.Start(SmallDisk.Command(
            _folder.Path, kibibytes, $"for i in 1 2 3 4 5 6; do \"$@\" create '{_folder.Path}' '{_folder.CatalogPath}' none; done",
            HostProcess.Dotnet, HostProcess.BesideTest("SqlInference.Catalog.CrashHost")));

        var errors = host.Fail();
        Assert.StartsWith("disk_full: There is no space left", errors, StringComparison.Ordinal);
    }
}
