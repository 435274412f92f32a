import { Component } from "@odoo/owl";

const TONES = 4;

/** The letter of a segment in a filled circle; `strength` 0 is the strongest tone, 3 the faintest. */
export class SegmentCircle extends Component {
    static template = "kam_management.SegmentCircle";
    static props = {
        code: String,
        strength: { type: Number, optional: true },
        title: { type: String, optional: true },
    };

    get toneClass() {
        const strength = this.props.strength ?? this.props.code.charCodeAt(0) - "A".charCodeAt(0);
        return `o_kam_tone_${Math.min(Math.max(Math.round(strength), 0), TONES - 1)}`;
    }
}
