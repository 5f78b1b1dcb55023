using System.Text;
using FibreCentre.Api.Features.Places;
using FibreCentre.Testing;

namespace FibreCentre.Api.Tests.Pages;

public sealed class SheetWordsTests
{
    [Fact]
    public void A_column_is_called_the_same_in_the_fault_and_in_the_sample()
    {
        var missing = EngineerSheet.Read(Encoding.UTF8.GetBytes("Line\n1\n")).Error!.Detail.Split('"').Where((_, index) => index % 2 == 1).ToList();
        Assert.Equal(4, missing.Count);
        foreach (var sample in new[] { "northway-six-engineers.csv", "northway-with-faults.csv" }) Assert.Equal(missing, Needed(File.ReadAllText(Repository.At("db", "demo", sample))));
        Assert.Contains(new EngineerDetailsValidator().Validate(new EngineerDetails("Ama", "", "ama@example.org", "1994-03-27")).Errors, fault => fault.ErrorMessage == $"Enter the {missing[1].ToLowerInvariant()}.");

        IEnumerable<string> Needed(string sheet) => sheet.Split('\n')[0].TrimStart('\uFEFF').Trim().Split(',').Where(header => header is not "Employee no" && !header.Contains("declaration", StringComparison.Ordinal) && header is not ("Photo ID" or "Asbestos awareness"));
    }
}
