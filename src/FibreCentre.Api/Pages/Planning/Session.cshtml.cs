using FibreCentre.Api.Features.Planning;
using FibreCentre.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace FibreCentre.Api.Pages.Planning;

/// <summary>Why a session of a draft is where it is, and what another day would take.</summary>
[Authorize(Access.Plan)]
internal sealed class SessionPage : CentrePage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>As the draft names the session.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Key { get; set; }

    [BindProperty(SupportsGet = true), System.ComponentModel.DataAnnotations.Display(Name = "the day")]
    public DateOnly? WhatIf { get; set; }

    public ExplainedSession? Why { get; private set; }

    public async Task<IActionResult> OnGetAsync(bool look)
    {
        if (look && WhatIf is null && ModelState[nameof(WhatIf)] is not { Errors.Count: > 0 }) ModelState.AddModelError(nameof(WhatIf), "Enter the day.");
        var answer = await Ask(new ExplainSession(new(Id), Key ?? "", ModelState.IsValid ? WhatIf : null));
        if (!answer.Succeeded) return Missing(answer.Error);
        Why = answer.Value;
        return ModelState.IsValid ? Page() : Again();
    }
}
