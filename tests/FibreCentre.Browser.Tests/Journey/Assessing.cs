using FibreCentre.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FibreCentre.Browser.Tests.Journey;

/// <summary>What the instructor does at the bay, with a phone, and the second person after that.</summary>
public sealed partial class JourneyTests
{
    private async Task TheInstructorTakesTheRegister()
    {
        _centre.ItIs(FirstDay, 7, 45);
        await AtTheBay(async visitor =>
        {
            await visitor.Link(_sessions[0].Title).TapAsync();
            await visitor.ReadsAsync("0 of 5 marked");
            foreach (var (mark, name) in new[] { ("Present", "Amina Yusuf"), ("Late", "Daniel Cartwright"), ("Present", "Sinead Gallagher"), ("Present", "Mateusz Kowal"), ("Absent", "Grace Adeyemi") })
            {
                await visitor.Mark(mark, name).TapAsync();
                await Expect(visitor.Mark(mark, name)).ToHaveAttributeAsync("aria-pressed", "true");
            }
            await visitor.ReadsAsync("5 of 5 marked");
            await Expect(visitor.Page.GetByText("Rhys Morgan")).ToHaveCountAsync(0);
            await visitor.Page.ReloadAsync();
            await visitor.ReadsAsync("5 of 5 marked");
            await Expect(visitor.Mark("Late", "Daniel Cartwright")).ToHaveAttributeAsync("aria-pressed", "true");
        });
    }

    private Task TheInstructorAssessesAndSigns() => AtTheBay(async visitor =>
    {
        await OpenUnitAsync(visitor, _sessions[1].Title, "Amina Yusuf", "Handle fibre and copper safely");
        await Choose(visitor, "Wears glasses", "Met");
        await Choose(visitor, "Never looks into a fibre", "Met");
        await Choose(visitor, "Strips and cleans a fibre", "Met");
        await SaveAndSignAsync(visitor);
        await visitor.IsToldAsync("Signed: Amina Yusuf, competent. It waits for a countersignature because: The unit has a safety-critical criterion");

        await visitor.Link("Assess Amina Yusuf: Recognise and test").TapAsync();
        await Choose(visitor, "Names fibres and pairs", "Met");
        await Choose(visitor, "Inspects a connector", "Met");
        await ReadingsAsync(visitor, "Loss of the patch lead", "0.12", "0.35");
        await Expect(visitor.Group("Loss of the patch lead")).ToContainTextAsync("✗ Outside the limit");
        await ReadingsAsync(visitor, "Loop resistance", "2", "4.5");
        await Expect(visitor.Group("Loop resistance")).ToContainTextAsync("✓ Within the limit");
        await visitor.Button("Save marks").TapAsync();
        await visitor.IsToldAsync("Signing now would decide: Referred");
        await Expect(visitor.Group("Loss of the patch lead")).ToContainTextAsync("Saved: Not met");

        // Measured again before anything is signed.
        await ReadingsAsync(visitor, "Loss of the patch lead", "0.12", "0.18");
        await SaveAndSignAsync(visitor);
        await visitor.IsToldAsync("Signed: Amina Yusuf, competent.");
    });

    private Task AnotherAttemptIsAskedForInWords() => AtTheBay(async visitor =>
    {
        await OpenUnitAsync(visitor, _sessions[1].Title, "Daniel Cartwright", "Recognise and test");
        await Choose(visitor, "Names fibres and pairs", "Not met");
        await Choose(visitor, "Inspects a connector", "Met");
        await ReadingsAsync(visitor, "Loss of the patch lead", "0.1", "0.1");
        await visitor.Group("Loop resistance").GetByLabel("Not measured").TapAsync();
        await visitor.Button("Save marks").TapAsync();
        await visitor.Button("Go on to sign").TapAsync();
        await visitor.Field("Your password").FillAsync(_centre.SignInOf(Instructor).Password);
        await visitor.Button("Sign: referred").TapAsync();
        await Expect(visitor.Page.Locator(".govuk-error-summary").GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        await visitor.ReadyAsync();
        await visitor.Field("Feedback for the trainee").FillAsync("Practise the colours up to twelve, then come back.");
        await visitor.Field("Your password").FillAsync(_centre.SignInOf(Instructor).Password);
        await visitor.Button("Sign: referred").TapAsync();
        await visitor.IsToldAsync("Signed: Daniel Cartwright, referred.");
    });

    private async Task TheInstructorSignsTheLastUnit()
    {
        _centre.ItIs(LastDay, 16, 20);
        await AtTheBay(async visitor =>
        {
            await visitor.Link(_sessions[3].Title).TapAsync();
            await visitor.Mark("Present", "Amina Yusuf").TapAsync();
            await visitor.ReadsAsync("1 of 5 marked");
            await visitor.Link("Assess Amina Yusuf: Work out a link").TapAsync();
            await ReadingsAsync(visitor, "Loss of a link worked out", "0.02", "0.00", "0.1");
            await visitor.Group("fundamentals paper").GetByLabel("Score").FillAsync("85");
            await SaveAndSignAsync(visitor);
            await visitor.IsToldAsync("Signed: Amina Yusuf, competent.");
        });
    }

    private Task TheSecondPersonCountersigns() => As(Iqa, async visitor =>
    {
        await visitor.FollowAsync("Amina Yusuf: Handle fibre and copper safely");
        await visitor.ReadsAsync("Priya Raman");
        await visitor.Field("Your password").FillAsync("not my password at all");
        await visitor.PressAsync("Countersign");
        await Expect(visitor.Page.Locator(".govuk-error-summary")).ToBeVisibleAsync();
        await visitor.ReadyAsync();
        await visitor.Field("Your password").FillAsync(_centre.SignInOf(Iqa).Password);
        await visitor.PressAsync("Countersign");
        await visitor.FollowAsync("See the certificate that was issued");
        await Expect(visitor.Heading("Certificate of competence")).ToBeVisibleAsync();
    });

    /// <summary>The address that stands beside the code, and in it.</summary>
    private async Task<string> TheTraineeHasACertificate()
    {
        var address = "";
        await As(Amina, async visitor =>
        {
            await visitor.Link("FTC-201 Fibre and copper fundamentals").ClickAsync();
            await visitor.ReadsAsync("Amina Yusuf");
            await visitor.ReadsAsync("Monday 26 October 2026");
            var code = visitor.Page.GetByRole(AriaRole.Img, new() { Name = "QR code" });
            Assert.True(await code.EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth > 0)"));   // once it has arrived
            address = await visitor.Link($"{_centre.Address}c/").InnerTextAsync();
        });
        return address;
    }

    private Task AnyoneSeesThatItIsValid(string address) => AsAStranger(async visitor =>
    {
        Assert.Equal(200, await visitor.OpenAsync(address));
        await Expect(visitor.Heading("Valid certificate")).ToBeVisibleAsync();
        await visitor.ReadsAsync("Amina Yusuf");
        await visitor.ReadsAsync("Does not expire");
        await Expect(visitor.Page.GetByText("northway", new() { Exact = false })).ToHaveCountAsync(0);
    });

    private Task AnyoneSeesThatItIsRevoked(string address) => AsAStranger(async visitor =>
    {
        await visitor.OpenAsync(address);
        await Expect(visitor.Heading("Revoked certificate")).ToBeVisibleAsync();
        // Why is between the centre and those concerned.
        await Expect(visitor.Page.GetByText("wrong key")).ToHaveCountAsync(0);
    });

    private Task AtTheBay(Func<Visitor, Task> act) => As(Instructor, act, Screen.Phone);

    private static async Task OpenUnitAsync(Visitor visitor, string session, string trainee, string unit)
    {
        await visitor.Link(session).TapAsync();
        await visitor.Link($"Assess {trainee}: {unit}").TapAsync();
        await Expect(visitor.Heading(unit)).ToBeVisibleAsync();
    }

    private static Task Choose(Visitor visitor, string criterion, string outcome) =>
        visitor.Group(criterion).GetByRole(AriaRole.Radio, new() { Name = outcome, Exact = true }).CheckAsync();

    private static async Task ReadingsAsync(Visitor visitor, string criterion, params string[] figures)
    {
        foreach (var (index, figure) in figures.Index()) await visitor.Group(criterion).GetByLabel($"Reading {index + 1}", new() { Exact = true }).FillAsync(figure);
    }

    private async Task SaveAndSignAsync(Visitor visitor)
    {
        await visitor.Button("Save marks").TapAsync();
        await visitor.IsToldAsync("Signing now would decide: Competent");
        await visitor.Button("Go on to sign").TapAsync();
        await visitor.Field("Your password").FillAsync(_centre.SignInOf(Instructor).Password);
        await visitor.Button("Sign: competent").TapAsync();
    }
}
