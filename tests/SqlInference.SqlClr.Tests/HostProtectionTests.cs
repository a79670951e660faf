using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace SqlInference.SqlClr.Tests;

/// <summary>
/// SQL Server refuses what the framework marks as not for hosts (HostProtection): shared state, threads, processes. The marks are in the reference
/// assemblies of .NET Framework; Mono's own are without most of them.
/// </summary>
public sealed class HostProtectionTests
{
    static readonly string Framework = typeof(HostProtectionTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ReferenceAssemblies").Value;

    [Fact]
    public void Nothing_that_is_used_is_kept_from_hosts()
    {
        var marked = Marked();
        using var assembly = new PEReader(File.OpenRead(typeof(PredictionFunctions).Assembly.Location));
        var reader = assembly.GetMetadataReader();
        var types = reader.TypeReferences.Select(handle => NameOf(reader, handle));
        var members = reader.MemberReferences.Select(reader.GetMemberReference).Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}");

        Assert.DoesNotContain(types.Concat(members), marked.Contains);
        Assert.True(marked.Count > 200 && marked.Contains("System.Diagnostics.Process") && marked.Contains("System.Threading.Thread.Start"), "the marks are not found");
    }

    /// <summary>Types, and members as type and name.</summary>
    static HashSet<string> Marked()
    {
        var marked = new HashSet<string>();
        foreach (var name in new[] { "mscorlib", "System", "System.Data", "System.Xml" })
        {
            using var library = new PEReader(File.OpenRead(Path.Combine(Framework, name + ".dll")));
            var reader = library.GetMetadataReader();
            foreach (var handle in reader.DeclarativeSecurityAttributes)
            {
                var attribute = reader.GetDeclarativeSecurityAttribute(handle);
                if (!Encoding.UTF8.GetString(reader.GetBlobBytes(attribute.PermissionSet)).Contains("HostProtectionAttribute"))
                    continue;
                if (attribute.Parent.Kind == HandleKind.TypeDefinition)
                    marked.Add(NameOf(reader, (TypeDefinitionHandle)attribute.Parent));
                else if (attribute.Parent.Kind == HandleKind.MethodDefinition)
                    marked.Add(NameOf(reader, reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Parent)));
            }
        }

        return marked;
    }

    static string NameOf(MetadataReader reader, MethodDefinition method) => $"{NameOf(reader, method.GetDeclaringType())}.{reader.GetString(method.Name)}";

    static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }
}
